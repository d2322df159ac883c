"""Chromium without a window, spoken to by its debugging protocol over a pipe. A page is given to it
together with its HTTP headers; whatever else it asks for is refused and remembered."""

import base64
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

ADDRESS = "http://vouchd.invalid/report"
SECONDS = 60


def find():
    """The program, or None: then who calls skips, with a word."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="vouchd-browser-")
        to_it, self.write_end = os.pipe()
        self.read_end, from_it = os.pipe()
        flags = ["--headless", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update",
                 "--disable-dev-shm-usage", "--hide-scrollbars", "--force-color-profile=srgb",
                 "--user-data-dir=" + self.folder]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # it refuses to run as root with one

        command = 'exec 3<&%d 4>&%d; exec "$@"' % (to_it, from_it)
        self.process = subprocess.Popen(
            ["/bin/bash", "-c", command, "bash", find(), *flags, "about:blank"],
            pass_fds=(to_it, from_it), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(to_it)
        os.close(from_it)
        self.numbers = itertools.count(1)
        self.pending = b""
        self.session = None
        self.events = []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits"):
            self.call(domain + ".enable")
        self.call("Fetch.enable", patterns=[{"urlPattern": "*"}])

    def close(self):
        os.close(self.write_end)
        os.close(self.read_end)
        self.process.terminate()
        self.process.wait(SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    # ---- The pipe: JSON, each ended by a NUL ----

    def send(self, method, parameters):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.write_end, data):]
        return number

    def receive(self, end):
        while b"\0" not in self.pending:
            if not select.select([self.read_end], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError("the browser says nothing")
            piece = os.read(self.read_end, 1 << 20)
            if not piece:
                raise AssertionError("the browser ended")
            self.pending += piece
        message, _, self.pending = self.pending.partition(b"\0")
        return json.loads(message)

    def take(self, end):
        message = self.receive(end)
        if message.get("method") == "Fetch.requestPaused":
            self.answer(message["params"])
        elif "method" in message:
            self.events.append(message)
        return message

    def call(self, method, **parameters):
        number, end = self.send(method, parameters), time.monotonic() + SECONDS
        while True:
            message = self.take(end)
            if message.get("id") == number:
                if "error" in message:
                    raise AssertionError("%s: %s" % (method, message["error"]))
                return message["result"]

    # ---- A page ----

    def answer(self, asked):
        if asked["request"]["url"] != ADDRESS or self.page is None:
            self.strangers.append(asked["request"]["url"])
            self.send("Fetch.failRequest", {"requestId": asked["requestId"], "errorReason": "Failed"})
            return
        headers, body = self.page
        self.page = None
        self.send("Fetch.fulfillRequest", {
            "requestId": asked["requestId"], "responseCode": 200,
            "responseHeaders": [{"name": name, "value": value} for name, value in headers],
            "body": base64.b64encode(body).decode()})

    def load(self, headers, body, width=1000, dark=False):
        """Loads it whole; `complaints` then says what the browser did not like."""
        self.page, self.strangers, self.events = (headers, body), [], []
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900,
                  deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", media="", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Page.navigate", url=ADDRESS)
        end = time.monotonic() + SECONDS
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.take(end)
        self.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")

    def complaints(self):
        bad = [json.dumps(event["params"]) for event in self.events
               if event["method"] in ("Log.entryAdded", "Runtime.consoleAPICalled",
                                      "Runtime.exceptionThrown", "Audits.issueAdded")]
        return bad + self.strangers

    def evaluate(self, script):
        result = self.call("Runtime.evaluate", expression=script, returnByValue=True,
                           awaitPromise=True)
        if "exceptionDetails" in result:
            raise AssertionError(json.dumps(result["exceptionDetails"]))
        return result["result"].get("value")

    def screenshot(self, path, height=None):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], height or 6000),
                "scale": 1}
        shot = self.call("Page.captureScreenshot", format="png", clip=clip,
                         captureBeyondViewport=True)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))
