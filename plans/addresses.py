"""How parts of plans are written in addresses: `goal-12` for "goal:12", `about` for the plan itself."""


class PartKey:
    regex = r"about|(?:goal|problem|action|resource)-[0-9]{1,9}"

    def to_python(self, value: str) -> str:
        return "plan" if value == "about" else value.replace("-", ":")

    def to_url(self, value: object) -> str:
        return "about" if value == "plan" else str(value).replace(":", "-")


class NewPart:
    regex = "goal|problem|action|resource"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: object) -> str:
        return str(value)
