"""Who follows the making of a long paper."""

from zones import permissions as zones


def can_read_making(user, making):
    """What is made for a zone is still its coordination's; a synthesis, the region's."""
    if making.zone_id is None:
        return zones.is_regional(user)
    return zones.can_coordinate_zone(user, making.zone)
