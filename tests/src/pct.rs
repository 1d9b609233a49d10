//! The simulated `pct`: containers as Proxmox VE 9.2 handles them, what annoys included.

use std::path::Path;

use crate::perl::{self, Arguments, FAILED, Kind, Parameter, REFUSED, Verb, formats};
use crate::pvesm::config::{self, Configuration};
use crate::world::{Answer, World};

mod apply;
mod clone;
pub mod conf;
mod create;
mod disks;
pub(crate) mod generated;
mod inside;
mod life;
mod network;
mod raw;
mod resize;
mod set;
pub mod settings;
mod show;
mod snapshot;
mod template;
mod usage;

use conf::Conf;
use settings::is_one_of;

const VMID: Parameter = Parameter::new("vmid", formats::VMID);

/// A run of a verb on a container: what it works on, and what it has said so far.
struct Run<'a> {
    world: &'a mut World,
    verb: &'static Verb,
    /// The container.
    vmid: String,
    /// Standard output.
    printed: String,
    /// Standard error.
    warned: String,
    /// What is warned of in a task goes to standard output: only its last word reaches standard error.
    is_task: bool,
}

/// Why a verb ends badly: its exit code, and its last words on standard error.
struct Failure {
    status: i32,
    text: String,
}

impl From<Answer> for Failure {
    fn from(answer: Answer) -> Self {
        Self { status: answer.status, text: answer.stderr }
    }
}

/// A Perl `die` in a task.
impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self { status: FAILED, text }
    }
}

impl From<&str> for Failure {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

/// Returns a `die` before there is a task.
fn refusal(text: impl Into<String>) -> Failure {
    Failure { status: REFUSED, text: text.into() }
}

type Done = Result<(), Failure>;
type Deed = fn(&mut Run<'_>, &Arguments) -> Done;

const VERBS: &[(&str, &Verb, Deed)] = &[
    ("clone", &clone::VERB, clone::run),
    ("config", &show::CONFIG, show::config),
    ("create", &create::VERB, create::run),
    ("delsnapshot", &snapshot::DELETE, snapshot::delete),
    ("destroy", &life::DESTROY, life::destroy),
    ("exec", &inside::EXEC, inside::exec),
    ("list", &show::LIST, show::list),
    ("listsnapshot", &snapshot::LIST, snapshot::list),
    ("pending", &show::PENDING, show::pending),
    ("push", &inside::PUSH, inside::push),
    ("reboot", &life::REBOOT, life::reboot),
    ("resize", &resize::VERB, resize::run),
    ("rollback", &snapshot::ROLLBACK, snapshot::rollback),
    ("set", &set::VERB, set::run),
    ("shutdown", &life::SHUTDOWN, life::shutdown),
    ("snapshot", &snapshot::TAKE, snapshot::take),
    ("start", &life::START, life::start),
    ("status", &show::STATUS, show::status),
    ("stop", &life::STOP, life::stop),
    ("template", &template::VERB, template::run),
    ("unlock", &life::UNLOCK, life::unlock),
];

/// The verbs that take their time in the middle, where others see what is half done; for all others it is the time that
/// loading Perl takes, before anything is looked at.
const TAKING_TIME_INSIDE: &[&str] = &["clone", "create", "reboot", "shutdown", "snapshot", "start", "stop"];

/// Runs `pct` with these arguments.
pub fn run(world: &mut World, arguments: &[&str]) -> Answer {
    let Some((name, rest)) = arguments.split_first() else {
        return perl::no_such_verb("pct", None, usage::USAGE);
    };
    let Some((_, verb, deed)) = VERBS.iter().find(|(known, ..)| known == name) else {
        return perl::other_verb("pct", name, usage::USAGE);
    };
    if !TAKING_TIME_INSIDE.contains(name) {
        world.take_time(&format!("pct {name}"));
    }
    // What stands behind `--` is the guest's.
    let end = if *name == "exec" { rest.iter().position(|word| *word == "--") } else { None };
    let (rest, command) = end.map_or((rest, &[][..]), |end| (&rest[..end], &rest[end + 1..]));
    world.typed.command = command.iter().map(|word| (*word).to_owned()).collect();
    let arguments = match perl::parse(world, verb, rest) {
        Ok(arguments) => arguments,
        Err(answer) => return answer,
    };
    let vmid = arguments.positionals.first().cloned().unwrap_or_default();
    let mut run = Run { world, verb, vmid, printed: String::new(), warned: String::new(), is_task: false };
    let done = deed(&mut run, &arguments);
    let Run { printed: stdout, warned, .. } = run;
    match done {
        Ok(()) => Answer { status: 0, stdout, stderr: warned },
        Err(Failure { status, text }) => Answer { stdout, ..Answer::failed(status, warned + &text) },
    }
}

impl Run<'_> {
    /// Reads the container's configuration; what the reader says goes to standard error.
    fn load(&mut self) -> Result<Conf, Failure> {
        let vmid = self.vmid.clone();
        self.load_of(&vmid)
    }

    fn load_of(&mut self, vmid: &str) -> Result<Conf, Failure> {
        let Some(text) = self.world.read(&self.world.container_path(vmid)) else {
            let node = &self.world.state.node;
            return Err(refusal(format!("Configuration file 'nodes/{node}/lxc/{vmid}.conf' does not exist\n")));
        };
        let (conf, said) = conf::read(vmid, &text);
        self.warn(&said.concat());
        Ok(conf)
    }

    /// Writes the container's configuration, without unused volumes that are in use after all.
    fn store(&mut self, conf: &Conf) {
        let path = self.world.container_path(&self.vmid);
        let mut written = conf.clone();
        let is_unused = |name: &str, value: &str| is_one_of(name, "unused") && disks::uses(&conf.current, value);
        written.current.values.retain(|name, value| !is_unused(name, value));
        self.world.files.write(path, written.text());
    }

    /// Takes the container's lock file, as every change does. The real one is always empty; here a text in it says
    /// that somebody holds it.
    fn lock(&mut self) -> Done {
        let path = format!("/run/lock/lxc/pve-config-{}.lock", self.vmid);
        if self.world.read(&path).is_some_and(|text| !text.is_empty()) {
            self.warn("trying to acquire lock...\n");
            return Err(format!("can't lock file '{path}' - got timeout\n").into());
        }
        if !self.world.files.exists(Path::new(&path)) {
            self.world.files.write(&path, "");
        }
        Ok(())
    }

    /// Takes the lock, reads the configuration and refuses if it carries a lock of its own.
    fn lock_and_load(&mut self) -> Result<Conf, Failure> {
        let conf = self.load()?;
        self.lock()?;
        check_lock(&conf)?;
        Ok(conf)
    }

    /// Says something on standard error, or among the output of a task.
    fn warn(&mut self, text: &str) {
        if self.is_task {
            self.printed.push_str(text);
        } else {
            self.warned.push_str(text);
        }
    }

    /// Reads the storages; a process does so once, and warns once.
    fn storages(&mut self) -> Configuration {
        let mut configuration = config::read(self.world);
        let warnings = std::mem::take(&mut configuration.warnings);
        if !self.warned.contains(&warnings) && !self.printed.contains(&warnings) {
            self.warn(&warnings);
        }
        configuration
    }

    fn is_running(&self) -> bool {
        self.world.is_running(&self.vmid)
    }

    /// Fails with the text that was planted for this verb, if one was.
    fn take_fault(&mut self, verb: &str) -> Done {
        self.world.take_fault(verb).map_or(Ok(()), |text| Err(text.into()))
    }

    fn refuse(&mut self, name: &str, message: &str) -> Failure {
        perl::refuse_one(self.world, self.verb, name, message).into()
    }
}

fn check_lock(conf: &Conf) -> Done {
    conf.current.get("lock").map_or(Ok(()), |lock| Err(format!("CT is locked ({lock})\n").into()))
}

fn check_protection(conf: &Conf, what: &str) -> Done {
    if conf.current.is_set("protection") { Err(format!("{what} - protection mode enabled\n").into()) } else { Ok(()) }
}

fn check_digest(conf: &Conf, digest: Option<&str>) -> Done {
    perl::refuse_modified(&conf.digest, digest).map_err(|sentence| (sentence + "\n").into())
}

/// Refuses an id that a guest of any node has, as pmxcfs does.
fn check_unused(world: &World, vmid: &str) -> Result<(), String> {
    for node in world.files.list(Path::new("/etc/pve/nodes")).unwrap_or_default() {
        for (kind, directory) in [("CT", "lxc"), ("VM", "qemu-server")] {
            if world.files.exists(Path::new(&format!("/etc/pve/nodes/{node}/{directory}/{vmid}.conf"))) {
                return Err(format!("{kind} {vmid} already exists on node '{node}'\n"));
            }
        }
    }
    Ok(())
}

const DIGEST: Parameter = Parameter::new("digest", Kind::Text(formats::digest));

#[cfg(test)]
mod tests;
