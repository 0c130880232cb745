"""Cuts a list of expressions, as a mapping writes it, at the separators that stand outside brackets and quotes."""


def split(text: str) -> list[str]:
    """The parts of a list separated by commas, semicolons or line ends; empty ones are left out."""
    parts, depth, quote, current = [], 0, "", ""
    for char in text:
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        if char in ",;\n" and not depth and not quote:
            parts.append(current)
            current = ""
        else:
            current += char
    return [part for part in (*parts, current) if part.strip()]
