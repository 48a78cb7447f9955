const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Filters of Jinja and of ansible-core, of version 2.14 up to 2.21. */
export const FILTERS =
  words(`abs attr batch capitalize center count d default dictsort e escape filesizeformat first float forceescape
  format groupby indent int items join last length list lower map max min pprint random reject rejectattr replace reverse round safe
  select selectattr slice sort string striptags sum title tojson trim truncate unique upper urlencode urlize wordcount wordwrap xmlattr
  b64decode b64encode basename bool checksum combinations combine comment commonpath dict2items difference dirname expanduser expandvars
  extract fileglob flatten from_json from_yaml from_yaml_all hash human_readable human_to_bytes intersect items2dict log mandatory
  md5 normpath password_hash path_join permutations pow product quote realpath regex_escape regex_findall regex_replace regex_search
  rekey_on_member relpath root sha1 shuffle split splitext strftime subelements symmetric_difference ternary to_datetime to_json
  to_nice_json to_nice_yaml to_uuid to_yaml type_debug undef union unvault urldecode urlsplit vault win_basename win_dirname
  win_splitdrive zip zip_longest`);

/** Filters that ansible-core finds under their short names where their collection is installed. */
export const OF_COLLECTIONS =
  words(`cidr_merge consolidate dict_kv dict fact_diff from_csv from_xml get_path groupby_as_dict hashids_decode hashids_encode
  hwaddr index_of ip4_hex ip_query ipaddr ipmath ipsubnet ipv4 ipv6 ipwrap json_query jc keep_keys lists_mergeby macaddr network_in_network
  network_in_usable next_nth_usable nthhost parse_cli parse_xml previous_nth_usable random_mac reduce_on_network remove_keys replace_keys
  reduced_on_network slaac to_days to_hours to_milliseconds to_minutes to_months to_paths to_seconds to_time_unit to_weeks to_xml
  to_years type5_pw unicode_normalize usable_range validate vlan_expander vlan_parser version_sort gcp_kms_decrypt gcp_kms_encrypt
  k8s_config_resource_name comp_type5 hash_salt counter crc32`);

/** Tests of Jinja and of ansible-core, of version 2.14 up to 2.21. */
export const TESTS =
  words(`boolean callable defined divisibleby eq equalto escaped even false filter float ge greaterthan gt in integer iterable
  le lessthan lower lt mapping ne none number odd sameas sequence string test true undefined upper
  abs all any change changed contains directory exists failed failure falsy file finished is_abs is_dir is_file is_link is_mount
  is_same_file isnan issubset issuperset link link_exists match mount nan reachable regex same_file search skip skipped started
  subset succeeded success successful superset timedout truthy unreachable uri url urn vault_encrypted vaulted_file version version_compare`);

/** Names that Jinja and Ansible give to every template. */
export const GLOBALS =
  words(`true false none True False None range dict lipsum cycler joiner namespace lookup query q now undef self super loop caller varargs
  kwargs item omit vars hostvars groups group_names inventory_hostname inventory_hostname_short inventory_dir inventory_file
  play_hosts playbook_dir role_name role_path role_names parent_role_names parent_role_paths template_destpath template_fullpath template_host template_mtime
  template_path template_run_date template_uid environment search_path ansible_item_result_label varname hostvar discovered_interpreter_python`);
