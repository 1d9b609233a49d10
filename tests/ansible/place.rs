//! A simulated host, and a controller with a home of its own that Ansible is started on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use phoenix_tests::binaries;
use phoenix_tests::world::commands_log;
use serde_json::{Value, json};

use crate::setup::{self, Core};
use crate::sshd::Sshd;

/// How the host is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The controller is the host.
    Local,
    /// By ssh, as who runs the tests.
    Ssh,
    /// By ssh, and then as root by sudo.
    SshAndSudo,
}

/// A simulated host and a controller.
pub(crate) struct Place {
    directory: tempfile::TempDir,
    core: Core,
    /// Where Ansible finds collections; those that all tests share, or its home's.
    collections: Option<PathBuf>,
    _sshd: Option<Sshd>,
}

/// What a command on the controller printed, and how it ended.
pub(crate) struct Said {
    /// What was typed and printed, without what is another each time.
    pub(crate) text: String,
    pub(crate) code: i32,
}

impl Place {
    /// Makes the host that is described, reached this way.
    pub(crate) fn of(description: &Value, core: Core, reach: Reach) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("host.json");
        fs::write(&file, description.to_string()).unwrap();
        Self::made(directory, &["--from".into(), file], core, reach)
    }

    /// Makes the host that the example pair of files takes for granted, with the pair beside the inventory.
    pub(crate) fn of_the_example(core: Core) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let example = setup::workspace().join("playbooks/example");
        let files = ["phoenix_hypervisor_config.json", "phoenix_lxc_configs.json"];
        files.iter().for_each(|file| assert!(fs::copy(example.join(file), directory.path().join(file)).is_ok()));
        let files = files.map(|file| directory.path().join(file));
        Self::made(directory, &["--for".into(), files[0].clone(), files[1].clone()], core, Reach::Local)
    }

    fn made(directory: tempfile::TempDir, how: &[PathBuf], core: Core, reach: Reach) -> Self {
        let world = directory.path().join("world");
        let made = Command::new(binaries::folder().join("simhost")).args(how).arg(&world).output().unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        fs::create_dir(directory.path().join("tmp")).unwrap();
        let sshd = (reach != Reach::Local).then(|| Sshd::start(directory.path(), &world));
        let collections = Some(setup::collections().to_owned());
        let place = Self { directory, core, collections, _sshd: None };
        place.write("inventory.yml", &place.inventory(reach, sshd.as_ref()).to_string());
        Self { _sshd: sshd, ..place }
    }

    /// Makes it a controller on which no collection is installed.
    pub(crate) fn with_its_own_collections(mut self) -> Self {
        self.collections = None;
        self
    }

    /// Types a command on the simulated host.
    pub(crate) fn type_on_the_host(&self, program: &str, arguments: &[&str]) {
        self.type_from(&self.path("world/bin"), program, arguments).ends_with(0);
    }

    fn inventory(&self, reach: Reach, sshd: Option<&Sshd>) -> Value {
        let mut host = match sshd {
            None => json!({ "ansible_connection": "local" }),
            Some(sshd) => sshd.variables(),
        };
        // Only what Ansible itself has for modules needs it; ours do not.
        host["ansible_python_interpreter"] = json!(self.core.programs().join("python"));
        if reach == Reach::SshAndSudo {
            host["ansible_become"] = json!(true);
        }
        json!({ "proxmox": { "hosts": { "pve1": host } } })
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Returns the variables by which programs find the simulated host: for a task whose `sudo` forgets its environment.
    pub(crate) fn environment(&self) -> Value {
        let bin = self.path("world/bin");
        json!({
            "PATH": format!("{}:/usr/sbin:/usr/bin:/sbin:/bin", bin.display()),
            "PHOENIX_ROOT": self.path("world/root"),
            "PHOENIX_WORLD": self.path("world"),
        })
    }

    /// Plays a playbook of `tests/ansible/plays`.
    pub(crate) fn play(&self, name: &str, options: &[&str]) -> Said {
        for file in fs::read_dir(setup::workspace().join("tests/ansible/plays")).unwrap().flatten() {
            fs::copy(file.path(), self.path(file.file_name().to_str().unwrap())).unwrap();
        }
        self.type_in("ansible-playbook", &[&["-i", "inventory.yml", name], options].concat())
    }

    /// Types a command of Ansible on the controller.
    pub(crate) fn type_in(&self, program: &str, arguments: &[&str]) -> Said {
        self.type_from(&self.core.programs(), program, arguments)
    }

    /// Types a command on the controller that lies in this folder.
    pub(crate) fn type_from(&self, folder: &Path, program: &str, arguments: &[&str]) -> Said {
        let mut command = Command::new(binaries::folder().join("simhost"));
        command.arg(self.path("world")).arg("--").arg(folder.join(program)).args(arguments);
        command.current_dir(self.directory.path()).env_clear();
        for name in ["PATH", "USER", "SSL_CERT_FILE"] {
            command.envs(std::env::var_os(name).map(|value| (name, value)));
        }
        command.env("HOME", self.directory.path()).env("LANG", "C.UTF-8");
        command
            .env("TMPDIR", self.path("tmp"))
            .env("ANSIBLE_REMOTE_TMP", self.path("remote"))
            .env("ANSIBLE_ASYNC_DIR", self.path("async"));
        command.env("ANSIBLE_HOME", self.path(".ansible"));
        command.envs(self.collections.iter().map(|folder| ("ANSIBLE_COLLECTIONS_PATH", folder)));
        command
            .env("ANSIBLE_NOCOLOR", "1")
            .env("ANSIBLE_INJECT_FACT_VARS", "false")
            .env("ANSIBLE_CONFIG", self.path("ansible.cfg"))
            .env("COLUMNS", "100");
        let output = command.output().unwrap();
        let code = output.status.code().unwrap_or(-1);
        let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        let text = format!("$ {program} {}\n{stdout}{stderr}(exit {code})\n", shell_words::join(arguments));
        Said { text: self.without_what_varies(&text), code }
    }

    /// Returns every command that changed the simulated host.
    pub(crate) fn mutations(&self) -> Vec<String> {
        let ran = commands_log(&self.path("world")).unwrap();
        ran.iter().filter(|ran| ran.mutates).map(|ran| ran.argv.join(" ")).collect()
    }

    /// Returns every command that was run on the simulated host.
    pub(crate) fn typed(&self) -> Vec<String> {
        let ran = commands_log(&self.path("world")).unwrap();
        ran.iter().map(|ran| ran.argv.join(" ")).collect()
    }

    /// Lets every user of this machine look at the host, and lets its commands note that they were run.
    pub(crate) fn open_to_all(&self) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(self.directory.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for file in ["world", "world/lock", "world/commands.log"] {
            let path = self.path(file);
            if !path.exists() {
                fs::write(&path, "").unwrap();
            }
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        }
    }

    /// Returns a text without the folders of this run, without blanks at line ends, and with N for how long something took.
    fn without_what_varies(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let folders = [
            (self.directory.path().canonicalize().unwrap(), "HERE"),
            (setup::collections().to_owned(), "COLLECTIONS"),
            (self.core.programs(), "PROGRAMS"),
        ];
        for (folder, name) in folders {
            text = text.replace(folder.to_str().unwrap(), name);
        }
        for mark in ["\"milliseconds\": ", "jid=j", "Nothing was typed. ", "Nothing was changed. ", "in sync. "] {
            text = without(&text, mark, |letter| letter.is_ascii_digit() || letter == '.');
        }
        // The name of a temporary folder, and a list that grows with the module.
        text = without(&text, "/phoenix.", |letter| letter.is_ascii_alphanumeric() || letter == '_');
        text = without(&text, "Supported parameters include: ", |letter| letter != '.');
        text.lines().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}

/// Returns a text with N for what stands behind each of these marks, as far as it is of such letters.
fn without(text: &str, mark: &str, varies: impl Fn(char) -> bool) -> String {
    let mut parts = text.split(mark);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let after = part.trim_start_matches(&varies);
        let replaced = if after.len() < part.len() { "N" } else { "" };
        rest.push_str(&format!("{mark}{replaced}{after}"));
    }
    rest
}

impl Said {
    /// Returns what was typed and printed, without how it ended, stars and empty lines at its ends.
    pub(crate) fn printed(&self) -> String {
        let lines = self.text.lines().filter(|line| !line.starts_with("(exit "));
        let stars = |line: &str| line.trim_end_matches('*').trim_end().to_owned();
        let text: Vec<String> = lines.map(stars).collect();
        format!("{}\n\n", text.join("\n").trim_end())
    }

    /// Asserts how it ended.
    pub(crate) fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n{}", self.text);
        self
    }

    /// Asserts that this is printed.
    pub(crate) fn says(self, what: &str) -> Self {
        assert!(self.text.contains(what), "{what:?} is not in\n{}", self.text);
        self
    }

    /// Asserts that this is not printed.
    pub(crate) fn never_says(self, what: &str) -> Self {
        assert!(!self.text.contains(what), "{what:?} is in\n{}", self.text);
        self
    }

    /// Asserts that this is what `tests/ansible/golden/NAME.txt` shows.
    pub(crate) fn shows(self, name: &str) -> Self {
        let path = setup::workspace().join("tests/ansible/golden").join(format!("{name}.txt"));
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&path, &self.text).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            self.text == golden,
            "tests/ansible/golden/{name}.txt is not what is printed; UPDATE_EXPECT=1 writes it.\n{}",
            difference(&golden, &self.text)
        );
        self
    }
}

/// Returns the first lines that differ, with what stands around them.
fn difference(golden: &str, printed: &str) -> String {
    let (golden, printed): (Vec<&str>, Vec<&str>) = (golden.lines().collect(), printed.lines().collect());
    let same = golden.iter().zip(&printed).take_while(|(one, other)| one == other).count();
    let show = |lines: &[&str]| {
        lines[same.saturating_sub(3).min(lines.len())..].iter().take(12).copied().collect::<Vec<_>>().join("\n")
    };
    format!("golden, from line {}:\n{}\nprinted:\n{}", same + 1, show(&golden), show(&printed))
}
