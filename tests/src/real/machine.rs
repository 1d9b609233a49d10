//! The guest, from inside, as the stage of a story.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::time::Duration;

use phoenix_modules::command::Command;
use phoenix_modules::host::real::RealHost;
use phoenix_modules::host::{Host as _, Output};
use phoenix_modules::plan::Action;
use phoenix_modules::protocol::Reply;
use phoenix_run::launcher::Mode;
use serde_json::{Map, Value};

use super::{apart, container, device};
use crate::run::Wish;
use crate::story::Stage;
use crate::story::Unplayed::{self, Apart, Broken};
use crate::world::{Answer, World};

/// Where the guest has the modules.
const BINARIES: &str = "/usr/local/phoenix";

/// How long a command may take: what takes longer hangs.
const LIMIT: Duration = Duration::from_secs(60);

const ARGUMENTS: &str = "/tmp/arguments.json";
const LOG: &str = "/tmp/phoenix.log";
const HYPERVISOR: &str = "/tmp/phoenix_hypervisor_config.json";
const CONTAINERS: &str = "/tmp/phoenix_lxc_configs.json";

/// More random data than this is not written for a story, in bytes.
const MOST_DATA: u64 = 2 << 30;

/// The machine that this process runs on, to be made and unmade at will.
#[derive(Debug)]
pub(super) struct Machine {
    host: RealHost,
    /// The guest's device for each disk of the play.
    devices: BTreeMap<String, String>,
    /// The commands that modules started so far.
    started: Vec<Started>,
}

/// A command that a module started.
#[derive(Debug, PartialEq, Eq)]
struct Started {
    command: String,
    /// Whether it was started to change something.
    changes: bool,
}

impl Machine {
    /// Returns the machine with these devices under the names of the disks.
    pub(super) fn with(devices: BTreeMap<String, String>) -> Result<Self, Unplayed> {
        let machine = Self { host: RealHost::default(), devices, started: Vec::new() };
        for (path, device) in &machine.devices {
            let linked = parent_of(path).and_then(|()| symlink(device, path));
            linked.map_err(|error| Broken(format!("{path} cannot be made: {error}")))?;
        }
        Ok(machine)
    }

    /// Lays out what Proxmox VE shows below `/etc/pve`, as plain files.
    pub(super) fn lay_out(&self, simulated: &World) -> Result<(), Unplayed> {
        for (path, text) in simulated.files.contents(Path::new("/etc/pve")) {
            let text = text.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            text.map_or(Ok(()), |text| write(&path.to_string_lossy(), &text))?;
        }
        Ok(())
    }

    /// Gives each disk the name that the kernel of the simulated host has for it, too.
    pub(super) fn also_call(&self, name_of: impl Fn(&str) -> Option<String>) -> Result<(), Unplayed> {
        for (path, device) in &self.devices {
            let name = name_of(path).filter(|name| !Path::new(name).exists());
            let linked = name.as_ref().map_or(Ok(()), |name| symlink(device, name));
            linked.map_err(|error| Broken(format!("{path} cannot be called {name:?}: {error}")))?;
        }
        Ok(())
    }

    /// Makes the machine as a description of a host says (`fixture`).
    pub(super) fn furnish(&mut self, host: &str) -> Result<(), Unplayed> {
        let host: Value = serde_json::from_str(host).unwrap_or_default();
        let known = ["disks", "pools", "datasets", "files", "zfs_version"];
        if let Some((key, _)) = device::entries(&host).find(|(key, _)| !known.contains(&key.as_str())) {
            return Err(Apart(format!("the guest has none: {key}")));
        }
        for (path, disk) in device::entries(&host["disks"]).filter(|(path, _)| !path.starts_with("/dev/")) {
            let size = disk["size"].as_str().unwrap_or("1G");
            parent_of(path).map_err(|error| Broken(format!("{path}: {error}")))?;
            self.must("truncate", &["-s", size, path])?;
        }
        let mut taken = Vec::new();
        for (name, pool) in device::entries(&host["pools"]) {
            let disks = device::disks_of_pool(name, pool, &taken);
            self.make_pool(name, pool["layout"].as_str().unwrap_or_default(), &disks)?;
            for (property, value) in device::entries(&pool["properties"]) {
                self.must("zpool", &["set", &format!("{property}={}", value.as_str().unwrap_or_default()), name])?;
            }
            taken.extend(disks.into_iter().map(|disk| (disk, 0)));
        }
        for (name, properties) in device::entries(&host["datasets"]) {
            let pairs: Vec<(&str, &str)> = device::entries(properties)
                .filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)))
                .collect();
            self.make_dataset(name, &pairs)?;
        }
        for (path, text) in device::entries(&host["files"]) {
            let lines = text.as_array().into_iter().flatten().filter_map(Value::as_str);
            let text = text.as_str().map_or_else(|| lines.map(|line| format!("{line}\n")).collect(), str::to_owned);
            write(path, &text)?;
        }
        Ok(())
    }

    /// Runs a program of the guest.
    fn start(&self, command: Command) -> Result<Output, Unplayed> {
        let shown = command.to_string();
        let ran = self.host.perform(&Action::Run(command.taking_up_to(LIMIT)));
        ran.map_err(|error| Broken(format!("{shown}: {error}")))
    }

    /// Runs what has to succeed for the play to be one.
    pub(super) fn must(&self, program: &str, arguments: &[&str]) -> Result<(), Unplayed> {
        self.asked(program, arguments).map(drop)
    }

    /// Runs what has to succeed, and returns what it printed.
    pub(super) fn asked(&self, program: &str, arguments: &[&str]) -> Result<String, Unplayed> {
        let output = self.start(Command::new(program).args(arguments.iter().copied()))?;
        if output.is_success() {
            return Ok(output.stdout_text().into_owned());
        }
        Err(Broken(format!("{program} {}: {}", arguments.join(" "), output.stderr_text().trim_end())))
    }

    fn make_pool(&self, name: &str, layout: &str, disks: &[String]) -> Result<(), Unplayed> {
        let layout = (!matches!(layout, "" | "single")).then_some(layout);
        let words = ["create", "-f", name].into_iter().chain(layout).chain(disks.iter().map(String::as_str));
        self.must("zpool", &words.collect::<Vec<_>>())
    }

    fn make_dataset(&self, name: &str, properties: &[(&str, &str)]) -> Result<(), Unplayed> {
        let size = properties.iter().find(|(name, _)| *name == "volsize").map(|(_, size)| *size);
        let pairs: Vec<String> = properties
            .iter()
            .filter(|(name, _)| *name != "volsize")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !name.contains('/') {
            let words = std::iter::once("set").chain(pairs.iter().map(String::as_str)).chain([name]);
            return if pairs.is_empty() { Ok(()) } else { self.must("zfs", &words.collect::<Vec<_>>()) };
        }
        let options = pairs.iter().flat_map(|pair| ["-o", pair.as_str()]);
        let volume = size.into_iter().flat_map(|size| ["-V", size]);
        let words = std::iter::once("create").chain(volume).chain(options).chain([name]);
        self.must("zfs", &words.collect::<Vec<_>>())
    }

    fn fill(&self, dataset: &str, bytes: &str) -> Result<(), Unplayed> {
        let bytes: u64 = bytes.parse().expect("bytes are a number");
        if bytes > MOST_DATA {
            return Err(Apart(format!("{bytes} bytes are too much to write")));
        }
        let place = self.asked("zfs", &["get", "-Hpo", "value", "mountpoint", dataset])?;
        let file = format!("{}/data", place.trim_end());
        self.must("sh", &["-c", "head -c \"$1\" /dev/urandom >\"$2\" && sync", "sh", &bytes.to_string(), &file])?;
        self.must("zpool", &["sync"])
    }

    fn make_disk(&self, path: &str, facts: &[&str]) -> Result<(), Unplayed> {
        let device = &self.devices[path];
        let others: Vec<&str> =
            facts.iter().copied().filter(|fact| !fact.starts_with("size=") || *fact == "size=0").collect();
        match others[..] {
            [] => Ok(()),
            ["has=ext4"] => self.must("mkfs.ext4", &["-q", "-E", "nodiscard,lazy_itable_init=1", device]),
            ["has=LVM2_member"] => self.must("pvcreate", &["-qq", device]),
            ["mounted=[SWAP]"] => {
                self.must("mkswap", &[device])?;
                self.must("swapon", &[device])
            }
            _ => Err(Apart(apart::of_given(&[&["disk", path], facts].concat()))),
        }
    }

    /// Runs a binary of ours, and keeps what its log tells that it started.
    fn start_ours(&mut self, command: Command) -> Result<Output, Unplayed> {
        drop(fs::remove_file(LOG));
        let output = self.start(command.variable("PHOENIX_LOG", LOG))?;
        self.started.extend(fs::read_to_string(LOG).unwrap_or_default().lines().filter_map(command_of));
        Ok(output)
    }

    fn module(&mut self, module: &str, arguments: &Map<String, Value>) -> Result<String, Unplayed> {
        write(ARGUMENTS, &Value::Object(arguments.clone()).to_string())?;
        let output = self.start_ours(Command::new(&format!("{BINARIES}/{module}")).arg(ARGUMENTS))?;
        if output.stdout.is_empty() {
            let said = output.stderr_text().trim_end().to_owned();
            return Err(Broken(format!("{module} answered nothing, and ended with {:?}: {said}", output.status)));
        }
        Ok(output.stdout_text().into_owned())
    }
}

impl Stage for Machine {
    fn given(&mut self, words: &[&str], text: &str) -> Result<(), Unplayed> {
        match *words {
            ["pool", name] => {
                let taken: Vec<(String, u64)> =
                    self.devices.keys().filter(|path| is_in_a_pool(self, path)).map(|path| (path.clone(), 0)).collect();
                let disks = device::disks_of_pool(name, &Value::Null, &taken);
                self.make_pool(name, "", &disks)
            }
            ["pool", name, layout, ref disks @ ..] => {
                self.make_pool(name, layout, &disks.iter().map(|disk| (*disk).to_owned()).collect::<Vec<_>>())
            }
            ["disk", path, ref facts @ ..] => self.make_disk(path, facts),
            ["exported", name] => self.must("zpool", &["export", name]),
            ["dataset", name, ref properties @ ..] => {
                let pairs: Vec<(&str, &str)> = properties.iter().filter_map(|pair| pair.split_once('=')).collect();
                self.make_dataset(name, &pairs)
            }
            ["container", ctid] => container::make(self, ctid, false, text),
            ["container", ctid, "running"] => container::make(self, ctid, true, text),
            ["data", name, bytes] => self.fill(name, bytes),
            ["file", path] => write(path, &text.replace("\\t", "\t").replace("\\r", "\r").replace("\\0", "\0")),
            ["no", "file", path] => fs::remove_file(path).map_err(|error| Broken(format!("{path}: {error}"))),
            ["directory", path] => self.must("mkdir", &["-p", path]),
            ["directory", path, owner] => {
                self.must("mkdir", &["-p", path])?;
                self.must("chown", &[owner, path])
            }
            _ => Err(Apart(apart::of_given(words))),
        }
    }

    fn call(&mut self, module: &str, arguments: &Map<String, Value>, mode: Mode) -> Result<Reply, Unplayed> {
        let mut arguments = arguments.clone();
        arguments.insert("_ansible_check_mode".to_owned(), Value::Bool(mode == Mode::Check));
        let line = self.module(module, &arguments)?;
        serde_json::from_str(&line).map_err(|error| Broken(format!("{module} answered {line:?}: {error}")))
    }

    fn ask(&mut self, module: &str, arguments: &Map<String, Value>) -> Result<Map<String, Value>, Unplayed> {
        let line = self.module(module, arguments)?;
        serde_json::from_str(&line).map_err(|error| Broken(format!("{module} answered {line:?}: {error}")))
    }

    /// Returns what the runner said, times included, and how it ended.
    fn run(&mut self, wish: &Wish, mode: Mode, asks_health: bool) -> Result<Vec<String>, Unplayed> {
        let is_said_otherwise = wish.without_features || wish.without_health || asks_health;
        if is_said_otherwise || !wish.fresh.is_empty() || !wish.adopt.is_empty() {
            return Err(Apart("the runner is only asked for pools and datasets here".to_owned()));
        }
        write(HYPERVISOR, &wish.hypervisor)?;
        write(CONTAINERS, &wish.lxc)?;
        let verb: &[&str] = if mode == Mode::Converge { &["converge", "--yes"] } else { &["check"] };
        let files = ["--any-host", "--hypervisor-config", HYPERVISOR, "--lxc-config", CONTAINERS];
        let said = wish.allow.iter().flat_map(|risk| ["--allow", risk]);
        let said = said.chain(wish.only.iter().flat_map(|pattern| ["--only", pattern]));
        let command =
            Command::new(&format!("{BINARIES}/phoenix-run")).args(verb.iter().copied().chain(files).chain(said));
        let output = self.start_ours(command)?;
        let status = output.status.map_or("by a signal".to_owned(), |status| status.to_string());
        let told = [output.stdout_text(), output.stderr_text()].concat();
        Ok(told.lines().map(str::to_owned).chain([format!("exit {status}")]).collect())
    }

    fn type_in(&mut self, line: &str) -> Result<Answer, Unplayed> {
        let output = self.start(Command::new("bash").args(["-c", line]))?;
        let status = output.status.ok_or_else(|| Broken(format!("{line}: ended by a signal")))?;
        let (stdout, stderr) = (output.stdout_text().into_owned(), output.stderr_text().into_owned());
        Ok(Answer { status, stdout, stderr })
    }

    fn show(&mut self, path: &str) -> Result<Vec<String>, Unplayed> {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => {
                Ok(vec![format!("directory of {}:{}, {:04o}", found.uid(), found.gid(), found.mode() & 0o7777)])
            }
            Ok(_) => {
                let text = fs::read(path).map_err(|error| Broken(format!("{path}: {error}")))?;
                Ok(String::from_utf8_lossy(&text).trim_end().lines().map(str::to_owned).collect())
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(vec!["no such file".to_owned()]),
            Err(error) => Err(Broken(format!("{path}: {error}"))),
        }
    }

    fn commands(&self) -> Vec<String> {
        self.started.iter().map(|started| started.command.clone()).collect()
    }

    fn mutations(&self) -> Vec<String> {
        self.started.iter().filter(|started| started.changes).map(|started| started.command.clone()).collect()
    }
}

fn is_in_a_pool(machine: &Machine, path: &str) -> bool {
    let status = machine.start(Command::new("zpool").args(["status", "-P"]));
    status.is_ok_and(|status| status.stdout_text().split_whitespace().any(|word| word == path))
}

/// Returns the command of a line of the log, and whether it was to change something: `... DEBUG ran command="zfs set" ending=...`,
/// or `... WARN ran command="zfs set" error=...`.
fn command_of(line: &str) -> Option<Started> {
    let (before, rest) = line.split_once(" command=")?;
    let changes = match before.rsplit_once(' ')?.1 {
        "ran" => true,
        "asked" => false,
        _ => return None,
    };
    let (quoted, _) = rest.rsplit_once(" ending=").or_else(|| rest.split_once(" error="))?;
    // A text that JSON would write otherwise is kept as it is logged.
    let command = serde_json::from_str(&quoted.replace("\\'", "'")).unwrap_or_else(|_| quoted.to_owned());
    Some(Started { command, changes })
}

/// Writes a file, and makes its folders. A script can be run.
pub(super) fn write(path: &str, text: &str) -> Result<(), Unplayed> {
    let mode = if text.starts_with("#!") { 0o755 } else { 0o644 };
    parent_of(path)
        .and_then(|()| fs::write(path, text))
        .and_then(|()| fs::set_permissions(path, Permissions::from_mode(mode)))
        .map_err(|error| Broken(format!("{path}: {error}")))
}

fn parent_of(path: &str) -> std::io::Result<()> {
    Path::new(path).parent().map_or(Ok(()), fs::create_dir_all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_tells_the_commands() {
        let line = r#"1.000001 7 DEBUG ran command="zfs set 'a:b=\"x\"' tank" ending="exit 0" took_ms=4"#;
        let started = |command: &str, changes| Some(Started { command: command.to_owned(), changes });
        assert_eq!(command_of(line), started(r#"zfs set 'a:b="x"' tank"#, true));
        let line = r#"1.0 7 DEBUG asked command="zfs list" ending="exit 0" took_ms=4"#;
        assert_eq!(command_of(line), started("zfs list", false));
        let line = r#"1.0 7 WARN ran command="/srv/a 101" error=`/srv/a` did not end took_ms=4"#;
        assert_eq!(command_of(line), started("/srv/a 101", true));
        assert_eq!(command_of("1.0 7 INFO called"), None);
    }
}
