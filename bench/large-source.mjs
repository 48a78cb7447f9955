const IMAGES = 10;
const ROLES = 30;

/** A source of 2,000 lines: ten images of three systems in two variants, and thirty roles, of which three are in every image. */
export function largeSource() {
  const images = Array.from({ length: IMAGES }, (_, i) => imageText(i));
  const roles = Array.from({ length: ROLES }, (_, i) => roleText(i));
  return `# Images of all services.\nlet owner = "platform"\nlet zone = "Europe/Berlin"\n\n${[...images, ...roles].join('\n')}`;
}

const letters = (i) => String.fromCharCode(97 + Math.floor(i / 26)) + String.fromCharCode(97 + (i % 26));

function imageText(i) {
  const own = [0, 1, 2, 3, 4].map((n) => 3 + ((i * 5 + n) % (ROLES - 3)));
  return `# Service ${i} of the platform.
# Maintained by its team.
image xaas-${letters(i)} {
  title   = "Service ${i}"
  version = "1.${i}.0"
  os      = [debian12, ubuntu2404, almalinux9]

  build {
    disk   = 20G
    memory = ${2 + (i % 3)}G
  }

  # Services of every machine.
  use role_aa
  use role_ab
  use role_ac
  use nginx
${own.map((n) => `  use role_${letters(n)} {\n    port = ${8000 + n}\n  }`).join('\n')}

  file "/etc/service-${i}" {
    content = "service ${i} of \${owner}\\n"
    mode    = 0644
  }

  # Larger machines.
  variant large {
    build {
      memory = 8G
    }
  }
}
`;
}

function roleText(i) {
  const name = `role_${letters(i)}`;
  return `# Runs part ${i} of a service.
role ${name} {
  # Where it answers.
  param port: int = ${3000 + i}
  # How much of the traffic it takes.
  let weight = ${10 + i}

  package [curl, jq]
  when os.family == debian {
    package ca-certificates
  }

  user ${name} {
    system = true
  }
  directory "/opt/${name}" {
    owner = "${name}"
    mode  = 0755
  }
  file "/etc/${name}.conf" {
    content = "port = \${port} weight = \${weight} zone = \${zone}\\n"
    mode    = 0644
  }

  file "/opt/${name}/run" {
    content = "#!/bin/sh\\nexec sleep infinity\\n"
    mode    = 0755
  }
  unit ${name} {
    content = """
      [Unit]
      Description=Part ${i}

      [Service]
      ExecStart=/opt/${name}/run --port \${port}
      User=${name}

      [Install]
      WantedBy=multi-user.target
      """
    enabled = false
  }

  # When a machine starts.
  start {
    service ${name} {
      enabled = true
      state   = started
    }
  }
}
`;
}
