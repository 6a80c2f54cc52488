def contents(snapshot):
    return {}
