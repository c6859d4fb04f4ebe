"""All independent mistakes of a spec, found once the first was met."""
