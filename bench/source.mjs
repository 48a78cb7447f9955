/** The source of one image of many: three systems, two variants, a library role and a role with a service of its own. */
export function source(i) {
  return `# The application ${i}.
image xaas-app${i} {
  title   = "Application ${i}"
  version = "1.${i}.0"
  os      = [debian12, ubuntu2404, almalinux9]
  build { disk = 20G }
  use nginx
  use app${i} { port = ${8000 + (i % 50_000)} }
  variant large { build { memory = 8G } }
}

# Run application ${i}.
role app${i} {
  # Where it answers.
  param port: int = 80
  package [curl, jq]
  user app${i} { system = true }
  directory "/opt/app${i}" { owner = "app${i}" group = "app${i}" mode = 0755 }
  file "/etc/app${i}.conf" { content = "port = \${port}\\n" mode = 0644 }
  file "/opt/app${i}/run" { content = "#!/bin/sh\\nexec sleep infinity\\n" mode = 0755 }
  unit app${i} {
    content = """
      [Unit]
      Description=Application ${i}
      [Service]
      ExecStart=/opt/app${i}/run --port \${port}
      User=app${i}
      [Install]
      WantedBy=multi-user.target
      """
    enabled = false
  }
  start { service "app${i}" { enabled = true state = started } }
}
`;
}
