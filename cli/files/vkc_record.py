"""Writes the events of a play to the file VKC_RECORD, one JSON object per line."""

import json
import os
import time

from ansible.plugins.callback import CallbackBase

META = ("meta", "ansible.builtin.meta", "ansible.legacy.meta")


def said(result):
    """Returns the failure message of a module; for a loop, the messages of the failed items."""
    items = [item for item in result.get("results", []) if isinstance(item, dict) and item.get("failed")]
    if items:
        labels = [str(item.get("_ansible_item_label", item.get("item", ""))) for item in items]
        return "\n".join(f"{label}: {said(item)}" for label, item in zip(labels, items))
    if "censored" in result:
        return str(result["censored"])
    texts = [str(result.get(key) or "").strip() for key in ("msg", "stderr", "module_stderr", "stdout")]
    different = []
    for text in texts:
        if text and not any(text in other for other in different):
            different.append(text)
    return "\n".join(different)


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "vkc_record"

    def _write(self, event, **values):
        line = json.dumps({"event": event, "time": time.time(), **values})
        with open(os.environ["VKC_RECORD"], "a", encoding="utf-8") as file:
            file.write(line + "\n")

    def _task(self, event, task, **values):
        role = task._role.get_name() if task._role else None
        name = task.get_name() if role is None else task.name
        self._write(event, role=role, task=name, path=task.get_path(), module=task.action, **values)

    def v2_playbook_on_play_start(self, play):
        def count(blocks):
            return sum(
                count(block.block) if hasattr(block, "block") else block.action not in META for block in blocks
            )

        self._write("play", tasks=count(play.compile()))

    def v2_playbook_on_task_start(self, task, is_conditional):
        if task.action not in META:
            self._task("task", task, handler=False)

    def v2_playbook_on_handler_task_start(self, task):
        self._task("task", task, handler=True)

    def v2_runner_on_ok(self, result):
        self._task("result", result._task, outcome="changed" if result._result.get("changed") else "ok")

    def v2_runner_on_skipped(self, result):
        self._task("result", result._task, outcome="skipped")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        outcome = "ignored" if ignore_errors else "failed"
        self._task("result", result._task, outcome=outcome, message=said(result._result)[:8000])

    def v2_runner_on_unreachable(self, result):
        self._task("result", result._task, outcome="unreachable", message=said(result._result)[:8000])
