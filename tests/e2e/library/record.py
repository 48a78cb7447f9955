"""Writes what became of each task of a play, one JSON object a line, to the file RECORD_FILE."""

import json
import os
import time

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._begun = time.time()

    def v2_playbook_on_handler_task_start(self, task):
        self._begun = time.time()

    def _write(self, result, outcome):
        task = result._task
        role = task._role.get_name() if task._role else None
        record = {"role": role, "task": task.name, "module": task.action, "outcome": outcome}
        record["seconds"] = round(time.time() - self._begun, 1)
        items = [r.get("item") for r in result._result.get("results", []) if isinstance(r, dict) and r.get("changed")]
        if items:
            record["items"] = items
        if outcome == "changed" and result._result.get("stdout"):
            record["stdout"] = str(result._result["stdout"])[:500]
        if outcome == "failed":
            said = [str(result._result.get(key, "")) for key in ("msg", "stderr", "module_stderr", "stdout")]
            record["message"] = "; ".join(text for text in said if text)[:2000]
        with open(os.environ["RECORD_FILE"], "a", encoding="utf-8") as file:
            file.write(json.dumps(record) + "\n")

    def v2_runner_on_ok(self, result):
        self._write(result, "changed" if result._result.get("changed") else "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._write(result, "failed")

    def v2_runner_on_skipped(self, result):
        self._write(result, "skipped")

    def v2_runner_on_unreachable(self, result):
        self._write(result, "failed")
