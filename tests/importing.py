"""Tables for the imports of the back office, and the two clicks that import them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from officekit.spreadsheets import write_xlsx


def table(importer, *rows):
    """An upload with these rows, each a dict by heading."""
    headings = importer.headings()
    with write_xlsx(headings, [[row.get(title) for title in headings] for row in rows]) as file:
        return SimpleUploadedFile("表.xlsx", file.read())


def preview(client, url, importer, *rows):
    return client.post(url, {"file": table(importer, *rows)})


def problems(response):
    """(row, heading, message) of everything that is refused."""
    return [
        (row.number, *problem) for row in response.context["refused"] for problem in row.problems
    ]


def outcomes(response):
    """By label, how many rows; without those that are none."""
    return {label: count for label, count in response.context["counts"] if count}


def confirm(client, url, shown):
    return client.post(url, shown.context["form"].initial, follow=True)


def told(response):
    return [str(message) for message in response.context["messages"]]
