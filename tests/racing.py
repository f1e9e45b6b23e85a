"""Several calls at the same moment, each on a connection of its own."""

from threading import Barrier, Thread

from django.db import connection


def race(*calls):
    """Runs the calls at once; what each raised, None where it went well."""
    start, raised = Barrier(len(calls)), [None] * len(calls)

    def run(place, call):
        try:
            start.wait(10)
            call()
        except Exception as error:
            raised[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised


def losers(*calls):
    """The names of what was raised."""
    return [type(error).__name__ for error in race(*calls) if error]
