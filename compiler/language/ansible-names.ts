/**
 * Names that variables of Ansible cannot have: keywords of plays, roles, blocks and tasks (ansible-core 2.14 to 2.20),
 * its own variables, and words of Jinja and Python.
 */
const RESERVED: ReadonlySet<string> = new Set(
  (
    'action always any_errors_fatal args async async_val become become_exe become_flags become_method become_user block ' +
    'changed_when check_mode collections connection debugger delay delegate_facts delegate_to diff environment fact_path ' +
    'failed_when force_handlers gather_facts gather_subset gather_timeout handlers hosts ignore_errors ignore_unreachable ' +
    'listen local_action loop loop_control loop_with max_fail_percentage module_defaults name no_log notify order poll ' +
    'port post_tasks pre_tasks register remote_user rescue retries roles run_once serial static strategy tags tasks ' +
    'throttle timeout until user validate_argspec vars vars_files vars_prompt when ' +
    'group_names groups hostvars inventory_dir inventory_file inventory_hostname inventory_hostname_short item namespace ' +
    'omit play_hosts playbook_dir role_name role_names role_path template_fullpath template_host template_path ' +
    'template_run_date template_uid template_mtime template_destpath undef lookup query q now finalize dict range lipsum ' +
    'cycler joiner self super caller ' +
    'true false none null and or not in is if elif else for endfor endif set import from include extends macro call ' +
    'filter block raw with without context recursive ignore missing True False None class def del except finally global ' +
    'lambda nonlocal pass raise return try while yield assert break continue async await'
  ).split(' '),
);

/** What the tree itself says to its playbooks. */
const OWN =
  /^(image_(name|title|version)|variant|os_(family|distro|name|title|release|version|codename|short|user)|source)$/;

/** Why a value given at deployment cannot have a name, as the rule that it breaks; null when it can. */
export function variableProblem(name: string): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    return 'It is a variable of Ansible, which is made of small letters, digits and `_`.';
  }
  if (OWN.test(name))
    return 'The playbooks have a variable of that name, which says what is known of the image.';
  if (RESERVED.has(name) || /^(ansible|with)_/.test(name)) {
    return 'Ansible keeps that name for itself. Put the name of the role before it, as in `web_port`.';
  }
  return null;
}
