/** Modules of `ansible.builtin` that a task can use, of ansible-core 2.14 to 2.20. */
export const builtinModules: ReadonlySet<string> = new Set(
  (
    'add_host apt apt_key apt_repository assemble assert async_status blockinfile command copy cron deb822_repository ' +
    'debconf debug dnf dnf5 dpkg_selections expect fail fetch file find gather_facts get_url getent git group group_by ' +
    'hostname import_role import_tasks include_role include_tasks include_vars iptables known_hosts lineinfile meta ' +
    'mount_facts package package_facts pause ping pip raw reboot replace rpm_key script service service_facts set_fact ' +
    'set_stats setup shell slurp stat subversion systemd systemd_service sysvinit tempfile template unarchive uri user ' +
    'validate_argument_spec wait_for wait_for_connection yum yum_repository'
  ).split(' '),
);

/** Keys of a task that name no module. */
export const taskKeywords: ReadonlySet<string> = new Set(
  (
    'action always any_errors_fatal args async become become_exe become_flags become_method become_user block changed_when ' +
    'check_mode collections connection debugger delay delegate_facts delegate_to diff environment failed_when ignore_errors ' +
    'ignore_unreachable listen local_action loop loop_control module_defaults name no_log notify poll port register ' +
    'remote_user rescue retries run_once tags throttle timeout until vars when static first_available_file sudo sudo_user'
  ).split(' '),
);

/** Names in Ansible Galaxy: a namespace and a name. */
export const GALAXY_NAME = /^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/;
