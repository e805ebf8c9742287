"""Asks gopls what questions.json asks, over the same notebook, and writes what
it answers, with how long that took, to gopls.json:

    python3 gopls.py GOPLS CHECKOUT

Made with gopls v0.21.0 (golang.org/x/tools/gopls) and Go 1.26.8, linux/amd64.
gopls sees what GoNB would show it: the declarations and variables of earlier
cells as files of one package, the cell's statements in a func main, packages
imported that the cell names (but where a question is about those that are not),
and a workspace with the checkout. A completion may take half a second longer
than it does by itself.
"""

import json, os, re, subprocess, sys, tempfile, threading, time, queue

here = os.path.dirname(os.path.abspath(__file__))
questions = json.load(open(os.path.join(here, "questions.json")))
module = "github.com/seed-380714d4/fathom"
paths = {"fmt": "fmt", "strings": "strings", "math": "math", "time": "time", "slices": "slices", "os": "os", "io": "io",
         "csv": "encoding/csv", "strconv": "strconv", "dsl": module + "/dsl", "figure": module + "/dsl/figure"}


def imports(code):
    names = sorted(n for n in paths if re.search(r"\b%s\." % n, code) and '"%s"' % paths[n] not in code)
    return "".join('import "%s"\n' % paths[n] for n in names)


class Gopls:
    def __init__(self, binary, root):
        self.p = subprocess.Popen([binary], cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.answers, self.id, self.root = queue.Queue(), 0, root
        threading.Thread(target=self.read, daemon=True).start()

    def send(self, m):
        m["jsonrpc"] = "2.0"
        b = json.dumps(m).encode()
        self.p.stdin.write(b"Content-Length: %d\r\n\r\n" % len(b) + b)
        self.p.stdin.flush()

    def read(self):
        while True:
            length = 0
            while True:
                line = self.p.stdout.readline().strip()
                if not line:
                    break
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            if not length:
                return
            m = json.loads(self.p.stdout.read(length))
            if "method" in m and "id" in m:  # gopls asks: nothing is configured
                asked = (m.get("params") or {}).get("items", [])
                self.send({"id": m["id"], "result": [{"completionBudget": "500ms", "linksInHover": False}] * len(asked) if asked else None})
            elif "id" in m:
                self.answers.put(m)

    def ask(self, method, params):
        self.id += 1
        self.send({"id": self.id, "method": method, "params": params})
        while True:
            m = self.answers.get(timeout=120)
            if m["id"] == self.id:
                return m.get("result")


def workspace(checkout):
    root = tempfile.mkdtemp()
    write = lambda name, text: open(os.path.join(root, name), "w").write(text)
    write("go.mod", "module notebook\n\ngo 1.26\n")
    write("go.work", "go 1.26.8\n\nuse (\n\t.\n\t%s\n)\n" % checkout)
    for i, e in enumerate(questions["earlier"]):
        text = e["text"]
        if "vars" in e:
            text = "\n".join("var %s %s" % v for v in e["vars"].items())
        write("earlier%d.go" % i, "package main\n\n" + imports(text) + "\n" + text + "\n")
    return root


def cell(text, importing):
    """The cell as a file, and the line and character of the cursor."""
    head, body = [], []
    for line in text.split("\n"):
        (head if line.startswith("import ") else body).append(line)
    code = "\n".join(body)
    if code.startswith("func ("):
        body = code
    else:
        body = "func main() {\n" + code + "\n}\n"
    found = imports(code.replace("|", "")) if importing else ""
    file = "package main\n\n" + "\n".join(head) + "\n" + found + "\n" + body
    at = file.index("|")
    before = file[:at]
    return before + file[at + 1:], {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}


def main(binary, checkout):
    root = workspace(checkout)
    g = Gopls(binary, root)
    uri = "file://" + os.path.join(root, "main.go")
    begun = time.time()
    g.ask("initialize", {"processId": os.getpid(), "rootUri": "file://" + root, "capabilities": {
        "workspace": {"configuration": True}, "textDocument": {"hover": {"contentFormat": ["markdown"]}}}})
    g.send({"method": "initialized", "params": {}})
    open(os.path.join(root, "main.go"), "w").write("package main\n\nfunc main() {}\n")
    g.send({"method": "textDocument/didOpen", "params": {"textDocument": {"uri": uri, "languageId": "go", "version": 1, "text": "package main\n\nfunc main() {}\n"}}})
    out, version = {"complete": {}, "inspect": {}}, 1
    for kind in ("complete", "inspect"):
        for q in questions[kind]:
            text, position = cell(q["text"], "not imported" not in q["name"])
            version += 1
            g.send({"method": "textDocument/didChange", "params": {"textDocument": {"uri": uri, "version": version}, "contentChanges": [{"text": text}]}})
            start, where = time.time(), {"textDocument": {"uri": uri}, "position": position}
            if kind == "complete":
                r = g.ask("textDocument/completion", where) or {}
                answer = [i["label"] for i in r.get("items", [])]  # those with a dot are deep ones
            else:
                r = g.ask("textDocument/hover", where) or {}
                answer = r.get("contents", {}).get("value", "")
                s = (g.ask("textDocument/signatureHelp", where) or {}).get("signatures", [])
                if s and not re.match(r"\w", q["text"][q["text"].index("|") + 1:]):  # no name is asked about
                    about = s[0].get("documentation", "")
                    answer = s[0]["label"] + "\n" + (about["value"] if isinstance(about, dict) else about)
            took = time.time() - start
            if version == 2:
                print("the first answer came after %.1f s" % (time.time() - begun))
            out[kind][q["name"]] = {"ms": round(took * 1000, 1), "answer": answer}
    held = re.search(r"VmRSS:\s+(\d+)", open("/proc/%d/status" % g.p.pid).read())
    print("it holds %d MB" % (int(held.group(1)) / 1000))
    g.p.kill()
    times = sorted(a["ms"] for k in out for a in out[k].values())
    print("median %.1f ms, most %.1f ms" % (times[len(times) // 2], times[-1]))
    json.dump(out, open(os.path.join(here, "gopls.json"), "w"), indent=1, ensure_ascii=False)


main(*sys.argv[1:])
