"""A stand-in for the application: answers every request with its name."""

import configparser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"myapp\n")


config = configparser.ConfigParser()
config.read("/etc/myapp.conf")
host, port = config["server"]["listen"].rsplit(":", 1)
ThreadingHTTPServer((host, int(port)), Handler).serve_forever()
