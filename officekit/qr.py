"""QR codes for pages."""


def qr_data_uri(url: str) -> str:
    """A picture that leads to this address, to stand in an <img>."""
    import segno  # noqa: PLC0415 -- for the few pages that show one

    return str(segno.make(url, error="m").svg_data_uri(scale=4, border=2))
