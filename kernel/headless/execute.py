"""Executes one notebook with the fathom kernel and writes it, also when a cell fails.

Arguments: notebook, file to write, kernel name, seconds a cell may take (0: any).
Prints a line a cell, "cell NUMBER OF SECONDS FIRST-LINE" separated by tabs.
Exit code: 0 done, 3 a cell failed (its traceback is on standard error).
"""
import os
import re
import sys
import time

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

source, target, kernel, limit = sys.argv[1:5]
notebook = nbformat.read(source, as_version=4)
code = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
began = {}


def plain(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text).strip()


def start(cell, cell_index, **_):
    began[cell_index] = time.monotonic()


def finish(cell, cell_index, **_):
    if cell not in code:
        return
    took = time.monotonic() - began.get(cell_index, time.monotonic())
    first = cell.source.strip().splitlines()[0]
    print("cell", code.index(cell) + 1, len(code), f"{took:.2f}", first, sep="\t", flush=True)


client = NotebookClient(
    notebook,
    kernel_name=kernel,
    timeout=float(limit) or None,
    # Times in the metadata would make two runs of one notebook differ.
    record_timing=False,
    resources={"metadata": {"path": os.path.dirname(os.path.abspath(source))}},
    on_cell_execute=start,
    on_cell_executed=finish,
)
failed = False
try:
    client.execute()
except CellExecutionError as e:
    # The kernel's own words: nbclient's repeat the whole cell.
    failed = True
    errors = [o for c in code for o in c.outputs if o.output_type == "error"]
    print(plain("\n".join(errors[-1].traceback) if errors else str(e)), file=sys.stderr)
except (CellTimeoutError, DeadKernelError) as e:
    failed = True
    print(plain(str(e)), file=sys.stderr)
except NoSuchKernel:
    failed = True
    print(f"no kernelspec named {kernel}; run make setup", file=sys.stderr)
finally:
    nbformat.write(notebook, target)
sys.exit(3 if failed else 0)
