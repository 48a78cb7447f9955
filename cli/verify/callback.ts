/** The name of the plugin. Ansible derives it from the file name. */
export const callbackName = 'vkc_points';

/** The environment variable with the path of the plugin's output. */
export const recordVariable = 'VKC_POINTS_FILE';

/**
 * A callback plugin for Ansible. It writes the result of each task as a line of JSON, with the task's place
 * in the playbook. It runs on Python 2.7 too, which is the Ansible of CentOS 7.
 */
export const callback = `import json
import os

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "${callbackName}"
    CALLBACK_NEEDS_ENABLED = True

    def write(self, **line):
        with open(os.environ["${recordVariable}"], "ab") as file:
            file.write((json.dumps(line) + "\\n").encode("ascii"))

    def record(self, result, outcome, ignored=False):
        task = result._task
        msg = result._result.get("msg", "")
        if outcome == "failed" and not ignored:
            parts = [msg] + [result._result.get(key, "") for key in ("stderr", "module_stderr")]
            msg = "\\n".join("%s" % part for part in parts if part)
        path = task.get_path() or ""
        self.write(
            name="%s" % task.get_name(),
            action="%s" % task.action,
            tags=sorted("%s" % tag for tag in task.tags),
            path=path.rpartition(":")[0],
            line=int(path.rpartition(":")[2]) if ":" in path else 0,
            outcome=outcome,
            ignored=ignored,
            msg="%s" % (msg,),
        )

    def v2_runner_on_ok(self, result):
        self.record(result, "ok")

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.record(result, "failed", ignore_errors)

    def v2_runner_on_skipped(self, result):
        self.record(result, "skipped")

    def v2_runner_on_unreachable(self, result):
        self.record(result, "unreachable")

    def v2_playbook_on_stats(self, stats):
        self.write(counts=[stats.summarize(host) for host in stats.processed])
`;
