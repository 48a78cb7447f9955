import type { RuleContext } from '../../compiler/sdk/rule.ts';
import { rule } from '../../compiler/sdk/rule.ts';
import kernelArgument from '../resources/kernel_argument.ts';
import selinuxBoolean from '../resources/selinux_boolean.ts';
import selinuxContext from '../resources/selinux_context.ts';
import selinuxPort from '../resources/selinux_port.ts';
import task from '../resources/task.ts';
import unit from '../resources/unit.ts';
import { writtenOf } from './shared/bash-lines.ts';
import { commandsOf, textsOf } from './shared/texts.ts';

/** Ports of the type `http_port_t`. */
const WEB = ['80', '81', '443', '488', '8008', '8009', '8443', '9000'];

/** Configuration of web servers, both of the type `httpd_t`. */
const SITE = /^\/etc\/(?:nginx|httpd)\/.*\.conf$/;
const LISTEN = /(?:^|[\s{;])listen\s+(?:[^\s;]*:)?(\d+)\b/gi;
/** Where requests are passed on to, with its port. */
const PASS = /(?:^|[\s{;])(?:(?:proxy|grpc|fastcgi|uwsgi)_pass|server|ProxyPass\w*)\s[^\n;{]*?:(\d+)\b/gi;

/** A program of a service whose files have no type that systemd may start. */
const PROGRAM = /^ExecStart=[@+!:-]*"?(\/(?:srv|home|root|var)\/[^\s"{}]+)/gm;

export default rule({
  id: 'selinux-denial',
  topic: 'build',
  severity: 'warning',
  title: 'Services do what SELinux allows.',
  message: 'SELinux does not let {what}.',
  help: '{remedy}',
  why: 'On the Red Hat family SELinux holds services to the ports, programs and connections of its policy. The build is not held to it, so such a service fails for the first time on the deployed machine.',
  sources: ['selinux-policy', 'services-after-a-reboot'],
  *check(context) {
    if (context.target.os.family.name !== 'redhat' || isOff(context.withBase)) return;
    const { withBase } = context;
    const commands = commandsOf(withBase).map(({ line }) => line);
    const ports = withBase
      .resources(selinuxPort)
      .map(({ resource }) => resource.label.split('-').map(Number) as [number, number?]);
    const said = new Set<string>();
    for (const { at, path, text, span } of textsOf(context)) {
      if (SITE.test(path)) {
        const site = text.replace(/#.*$/gm, '');
        for (const [, port] of site.matchAll(LISTEN)) {
          const number = Number(port);
          const open =
            WEB.includes(port!) ||
            ports.some(([low, high = low]) => low <= number && number <= high!) ||
            commands.some((line) => /\bsemanage\b/.test(line) && new RegExp(`\\b${port}\\b`).test(line));
          if (open || said.has(port!)) continue;
          said.add(port!);
          const what = `a web server listen on port ${port}`;
          const remedy = `Write \`selinux_port ${port} { type = "http_port_t" }\`, or name it: \`use nginx { ports = [${port}] }\`.`;
          yield { at, span, params: { what, remedy } };
        }
        const passed = [...site.matchAll(PASS)].map(([, port]) => port!).find((port) => !WEB.includes(port));
        const connects =
          withBase
            .resources(selinuxBoolean)
            .some(({ resource }) => /^httpd_can_network_(?:connect|relay)$/.test(resource.label)) ||
          commands.some((line) => /httpd_can_network_(?:connect|relay)/.test(line));
        if (passed === undefined || connects || said.has('proxy')) continue;
        said.add('proxy');
        const what = `a web server connect to port ${passed}`;
        const remedy = 'Write `selinux_boolean httpd_can_network_connect`, or `use nginx { proxy = true }`.';
        yield { at, span, params: { what, remedy } };
      }
      if (at.resource.kind !== unit.name) continue;
      for (const [, program] of text.matchAll(PROGRAM)) {
        const labelled =
          withBase.resources(selinuxContext).some(({ resource }) => covers(resource.label, program!)) ||
          commands.some((line) => /\b(?:chcon|semanage fcontext)\b/.test(line));
        if (labelled) continue;
        const what = `systemd start \`${program}\`, since it is in a folder for data`;
        const remedy = `Put it into \`/usr/local/bin\` or below \`/opt\`, or write \`selinux_context "${program}" { type = "bin_t" }\` after it.`;
        yield { at, span, params: { what, remedy } };
      }
    }
  },
  wrong:
    'image a {\n  os = [rocky9]\n  directory "/srv/shop"\n  file "/srv/shop/run" {\n    content = "#!/bin/sh\\nexec sleep infinity\\n"\n    mode    = 0755\n  }\n  unit shop {\n    content = «"[Service]\\nExecStart=/srv/shop/run\\n\\n[Install]\\nWantedBy=multi-user.target\\n"»\n    enabled = true\n  }\n}\n',
  right:
    'image a {\n  os = [rocky9]\n  directory "/opt/shop"\n  file "/opt/shop/run" {\n    content = "#!/bin/sh\\nexec sleep infinity\\n"\n    mode    = 0755\n  }\n  unit shop {\n    content = "[Service]\\nExecStart=/opt/shop/run\\n\\n[Install]\\nWantedBy=multi-user.target\\n"\n    enabled = true\n  }\n}\n',
});

/** Whether the image turns it off, has it only note what it would deny, or sets it by modules of which nothing is known here. */
function isOff(context: RuleContext): boolean {
  return (
    context
      .resources(task)
      .some(({ attributes }) => /\.(?:selinux|seboolean|seport|sefcontext)$/.test(attributes.module.value)) ||
    writtenOf(context).some(
      ({ path, text }) =>
        /^\/etc\/(?:selinux|sysconfig)\/(?:config|selinux)$/.test(path) &&
        /^SELINUX=(?:permissive|disabled)/m.test(text),
    ) ||
    context
      .resources(kernelArgument)
      .some(({ resource }) => resource.label === 'selinux' || resource.label === 'enforcing')
  );
}

/** Whether a pattern of `selinux_context` has a path. */
function covers(pattern: string, path: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test(path);
  } catch {
    return false;
  }
}
