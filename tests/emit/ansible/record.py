"""Writes what each task of a play was and gave, one JSON object a line, in the order of the run."""
import json
import os

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "record"

    def _start(self, task):
        self._name = str(task.name)

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._start(task)

    def v2_playbook_on_handler_task_start(self, task):
        self._start(task)

    def v2_runner_on_ok(self, result):
        with open(os.environ["RECORD_FILE"], "a", encoding="utf-8") as out:
            dest = result._result.get("dest")
            record = {"name": self._name, "msg": result._result.get("msg"), "dest": dest}
            out.write(json.dumps(record, default=str) + "\n")
