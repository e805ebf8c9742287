"""Drives jupyter console at a terminal, as a person at a keyboard does: runs
cells, goes on in a second line, completes with Tab, interrupts with Ctrl-C and
leaves with Ctrl-D.

    console.py JUPYTER
"""

import re
import sys
import time

import pexpect

ESCAPES = re.compile(r"\x1b(\[[0-9;?]*[a-zA-Z~]|\][^\x07]*\x07|[=>()][AB0]?)")


class Console:
    def __init__(self, jupyter):
        self.child = pexpect.spawn(
            jupyter,
            ["console", "--kernel", "fathom", "--ZMQTerminalInteractiveShell.highlighting_style=bw"],
            encoding="utf-8", timeout=60, dimensions=(50, 120),
        )
        self.text = ""

    def wait(self, pattern):
        """Waits until what was printed since the last match has the pattern."""
        seen = re.compile(pattern)
        end = time.monotonic() + 60
        while not (m := seen.search(self.text)):
            if time.monotonic() > end:
                sys.exit(f"no {pattern!r} within 60 s; the terminal shows\n{self.text}")
            try:
                self.text = ESCAPES.sub("", self.text + self.child.read_nonblocking(4096, 1))
            except pexpect.TIMEOUT:
                pass
            except pexpect.EOF:
                sys.exit(f"the console ended before {pattern!r}:\n{self.text}")
        self.text = self.text[m.end():]
        return m

    def send(self, keys):
        self.child.send(keys)


def main():
    c = Console(sys.argv[1])
    c.wait(r"In \[1\]: ")
    c.send("x := 20\r")
    c.wait(r"In \[2\]: ")
    c.send("x * 2 + 2\r")
    c.wait(r"Out\[2\]: ?\s*42")
    c.wait(r"In \[3\]: ")
    c.send("for i := range 2 {\r")
    c.wait(r"\.\.\.: ")  # is_complete said that more must come
    c.send('fmt.Println("line", i)\r')
    c.wait(r"\.\.\.: ")
    c.send("}\r\r")
    c.wait(r"line 0\s+line 1")
    c.wait(r"In \[4\]: ")
    c.send("strings.ToUpp\t")
    c.wait(r"ToUpper")
    c.send('("tab")\r')
    c.wait(r"Out\[4\]: ?\s*TAB")
    c.wait(r"In \[5\]: ")
    c.send("nowhere + 1\r")
    c.wait(r"nowhere")
    c.wait(r"In \[6\]: ")
    c.send('fmt.Println("be" + "gun"); for { time.Sleep(time.Second) }\r')
    c.wait(r"begun")
    c.child.sendintr()
    c.wait(r"Interrupted")
    c.wait(r"In \[7\]: ")
    c.send("x\r")
    c.wait(r"Out\[7\]: ?\s*20")
    c.wait(r"In \[8\]: ")
    c.send("\x04")
    c.wait(r"really want to exit")
    c.send("y\r")
    c.child.expect(pexpect.EOF)
    print("ok")


main()
