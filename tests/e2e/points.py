"""Writes what each task of a playbook came to as a line of JSON, to the file named by POINTS_FILE."""

import json
import os

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "points"
    CALLBACK_NEEDS_ENABLED = True

    def write(self, **line):
        with open(os.environ["POINTS_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def record(self, result, failed):
        task = result._task
        msg = result._result.get("msg", "")
        self.write(name=task.get_name(), tags=sorted(task.tags), failed=failed, msg=str(msg))

    def v2_runner_on_ok(self, result):
        self.record(result, False)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.record(result, True)

    def v2_runner_on_unreachable(self, result):
        self.record(result, True)

    def v2_playbook_on_stats(self, stats):
        self.write(counts=[stats.summarize(host) for host in stats.processed])
