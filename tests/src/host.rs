//! [`SimHost`]: the simulated host as the modules see a host, in this process.

use std::cell::{Cell, Ref, RefCell, RefMut};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use phoenix_modules::command::{Listening, Query};
use phoenix_modules::host::{FileKind, Host, HostError, Output, Probe, Stat};
use phoenix_modules::plan::{Action, Edit, Lock};

use crate::coreutils::Attributes;
use crate::disks::{Disk, Part};
use crate::world::{Answer, Ran, Typed, World};
use crate::zfs::{Pool, Vdev};
use crate::{dispatch, pveam};

/// How long a lock is waited for before it counts as held, as on a real host.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// The group `www-data`, which owns everything below `/etc/pve`.
const WWW_DATA: u32 = 33;

/// A simulated host, with a record of what was asked of it.
#[derive(Debug)]
pub struct SimHost {
    world: RefCell<World>,
    ran: RefCell<Vec<Done>>,
    /// How many actions it still does before it says of one that it did it, and did not.
    does_until_it_lies: Cell<Option<usize>>,
}

/// One thing that was done to the host.
#[derive(Debug, Clone)]
enum Done {
    Ran { shown: String, ran: Ran },
    Edited { shown: String },
}

impl Default for SimHost {
    fn default() -> Self {
        Self::blank()
    }
}

impl SimHost {
    /// Returns a Proxmox host without pools and guests.
    pub fn blank() -> Self {
        Self::of(World::blank())
    }

    /// Returns the host that a world is.
    pub fn of(world: World) -> Self {
        Self { world: RefCell::new(world), ran: RefCell::default(), does_until_it_lies: Cell::new(None) }
    }

    /// Returns the host with a pool of one disk, 2 TB, mounted at `/NAME`.
    #[must_use]
    pub fn with_pool(self, name: &str) -> Self {
        let mut world = self.world.borrow_mut();
        let disk = world.usual_disk(name);
        let vdevs = vec![Vdev { disks: vec![disk.clone()], ..Vdev::default() }];
        world.add_disk(&disk, Disk::default());
        world.add_pool(name, Pool { size: 2_000_000_000_000, vdevs, ..Pool::default() });
        drop(world);
        self
    }

    /// Returns the host with a pool of these disks; `layout` is `single`, or ZFS's word.
    #[must_use]
    pub fn with_pool_of(self, name: &str, layout: &str, disks: &[&str]) -> Self {
        let host = disks.iter().fold(self, |host, disk| host.with_disk(disk));
        let layout = if layout == "single" { "" } else { layout };
        let disks = disks.iter().map(|disk| (*disk).to_owned()).collect();
        let vdev = Vdev { layout: layout.to_owned(), disks, ..Vdev::default() };
        host.world.borrow_mut().add_pool(name, Pool { vdevs: vec![vdev], ..Pool::default() });
        host
    }

    /// Returns the host with an empty disk; one that is there stays as it is.
    #[must_use]
    pub fn with_disk(self, path: &str) -> Self {
        if self.world.borrow().device(path).is_none() {
            self.world.borrow_mut().add_disk(path, Disk::default());
        }
        self
    }

    /// Returns the host where this is true of a disk: `size=1000`, `has=ext4`, `part=/dev/sda1`, `lvm=/dev/mapper/pve-root`,
    /// `mounted=/mnt`, `serial=A1`, `read-only=yes`.
    #[must_use]
    pub fn where_disk(self, path: &str, fact: &str) -> Self {
        let device = self.world.borrow().device(path).expect("the disk is there");
        let mut world = self.world.borrow_mut();
        let disk = world.state.disks.get_mut(&device).expect("the disk is there");
        match fact.split_once('=').expect("a fact about a disk is NAME=VALUE") {
            ("size", bytes) => disk.size = bytes.parse().expect("bytes are a number"),
            ("has", signature) => disk.signatures.push(signature.to_owned()),
            ("mounted", place) => disk.mounted = Some(place.to_owned()),
            ("serial", serial) => disk.serial = Some(serial.to_owned()),
            ("read-only", "yes") => disk.read_only = true,
            (kind @ ("part" | "lvm" | "raid1"), path) => {
                let part = Part { kind: kind.to_owned(), mounted: None };
                disk.parts.insert(path.to_owned(), part);
            }
            (other, _) => panic!("nobody knows what {other} of a disk is"),
        }
        drop(world);
        self
    }

    /// Returns the host with a filesystem; panics with OpenZFS's sentence if it cannot be made.
    #[must_use]
    pub fn with_dataset(self, name: &str, properties: &[(&str, &str)]) -> Self {
        let made = self.world.borrow_mut().zfs_create_filesystem(name, properties);
        assert_eq!(made, Ok(()), "a filesystem of the test");
        self
    }

    /// Returns the host with a file.
    #[must_use]
    pub fn with_file(self, path: &str, text: &str) -> Self {
        self.world.borrow_mut().files.write(path, text);
        self.world.borrow_mut().refresh_virtual_files();
        self
    }

    /// Returns the host with a directory, and with this owner (`100033:100033`) and mode (`0750`).
    #[must_use]
    pub fn with_directory(self, path: &str, owner: &str, mode: &str) -> Self {
        self.world.borrow_mut().files.make_directory(Path::new(path));
        let (uid, gid) = owner.split_once(':').expect("an owner is UID:GID");
        let number = |text: &str, radix| u32::from_str_radix(text, radix).expect("owners and modes are numbers");
        let attributes = Attributes { uid: number(uid, 10), gid: number(gid, 10), mode: number(mode, 8) };
        self.world.borrow_mut().set_attributes(Path::new(path), attributes);
        self
    }

    /// Returns the host with a storage in `/etc/pve/storage.cfg`; `text` is its section, without the blank line after it.
    #[must_use]
    pub fn with_storage(self, text: &str) -> Self {
        let old = self.world.borrow().read("/etc/pve/storage.cfg").unwrap_or_default();
        self.with_file("/etc/pve/storage.cfg", &format!("{old}{}\n\n", text.trim_end()))
    }

    /// Returns the host with a container, `text` as in its configuration file.
    #[must_use]
    pub fn with_container(self, ctid: &str, text: &str) -> Self {
        let path = self.world.borrow().container_path(ctid);
        self.with_file(&path, text)
    }

    /// Returns the host with a container running.
    #[must_use]
    pub fn running(self, ctid: &str) -> Self {
        self.world.borrow_mut().set_running(ctid, true);
        self
    }

    /// Returns the host while one more is connected to it, `192.0.2.50` by SSH or `192.0.2.50 8006`.
    #[must_use]
    pub fn with_peer(self, peer: &str) -> Self {
        let mut peers = self.world.borrow().state.peers.clone();
        peers.push(peer.to_owned());
        let peers: Vec<&str> = peers.iter().map(String::as_str).collect();
        self.world.borrow_mut().set_peers(&peers).expect("a peer of the test");
        self
    }

    /// Returns the host whose commands are typed by SSH from this address.
    #[must_use]
    pub fn called_from(self, address: &str) -> Self {
        let host = self.with_peer(address);
        let mut world = host.world.borrow_mut();
        let own = world.state.addresses.first().and_then(|own| own.split('/').next()).unwrap_or_default().to_owned();
        world.state.ssh_connection = Some(format!("{address} 40000 {own} 22"));
        drop(world);
        host
    }

    /// Returns the host where the next run of a command, `zfs create`, fails with this text.
    #[must_use]
    pub fn failing(self, command: &str, text: &str) -> Self {
        self.world.borrow_mut().state.faults.insert(command.to_owned(), text.to_owned());
        self
    }

    /// Returns the host that does this many actions, says of the next one that it was done although nothing was, and does the
    /// others.
    #[must_use]
    pub fn lying_after(self, actions: usize) -> Self {
        self.does_until_it_lies.set(Some(actions));
        self
    }

    /// Returns whether the next action is the one that is not done.
    fn lies(&self) -> bool {
        let left = self.does_until_it_lies.get();
        self.does_until_it_lies.set(left.and_then(|left| left.checked_sub(1)));
        left == Some(0)
    }

    /// Returns the host without ZFS.
    #[must_use]
    pub fn without_zfs(self) -> Self {
        self.world.borrow_mut().state.zfs.not_installed = true;
        self
    }

    /// Returns the host with a cluster lock that a killed run left behind this many seconds ago.
    #[must_use]
    pub fn with_lock_left_behind(self, name: &str, seconds: u64) -> Self {
        let mut world = self.world.borrow_mut();
        world.files.make_directory(&PathBuf::from("/etc/pve/priv/lock").join(name));
        let last_used = world.state.clock - seconds;
        world.state.lock_times.insert(name.to_owned(), last_used);
        drop(world);
        self
    }

    /// Returns the world, to be looked at.
    pub fn world(&self) -> Ref<'_, World> {
        self.world.borrow()
    }

    /// Returns the world, to be changed behind Phoenix's back.
    pub fn world_mut(&self) -> RefMut<'_, World> {
        self.world.borrow_mut()
    }

    /// Types a command, as a person would on the host; it is not recorded. Panics if there is no such program.
    pub fn type_in(&self, line: &str) -> Answer {
        let words = shell_words::split(line).expect("a line that a shell could read");
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (program, arguments) = words.split_first().expect("a program");
        let ran = dispatch::run(&mut self.world.borrow_mut(), program, arguments);
        ran.expect("a program that this host has").0
    }

    /// Returns every command that was run and every edit that was made, as a person could type or read them.
    pub fn commands(&self) -> Vec<String> {
        self.ran.borrow().iter().map(Done::shown).collect()
    }

    /// Returns the commands that are of those that change something, and the edits.
    pub fn mutations(&self) -> Vec<String> {
        self.ran.borrow().iter().filter(|done| done.mutates()).map(Done::shown).collect()
    }

    /// Returns how many commands of a program only looked.
    pub fn queries(&self, program: &str) -> usize {
        let is_query = |done: &&Done| matches!(done, Done::Ran { ran, .. } if !ran.mutates && ran.argv[0] == program);
        self.ran.borrow().iter().filter(is_query).count()
    }

    /// Forgets what was run so far.
    pub fn forget_commands(&self) {
        self.ran.borrow_mut().clear();
    }

    fn run(&self, program: &str, arguments: &[&str], shown: String, limit: Duration) -> Result<Output, HostError> {
        let ran = dispatch::run(&mut self.world.borrow_mut(), program, arguments);
        let said = std::mem::take(&mut self.world.borrow_mut().typed).hangs;
        let Some((answer, ran)) = ran else {
            let package =
                if program.starts_with('z') { "the package zfsutils-linux" } else { "the package pve-manager" };
            return Err(HostError::NotInstalled { program: program.to_owned(), package });
        };
        self.ran.borrow_mut().push(Done::Ran { shown: shown.clone(), ran });
        if let Some(said) = said {
            return Err(HostError::TimedOut { command: shown, limit, said });
        }
        let Answer { status, stdout, stderr } = answer;
        Ok(Output { status: Some(status), stdout: stdout.into_bytes(), stderr: stderr.into_bytes() })
    }

    fn edit(&self, path: &Path, lock: &Lock, edit: &Edit) -> Result<Output, HostError> {
        self.check_lock(lock)?;
        let mut world = self.world.borrow_mut();
        let old = world.files.read(path).unwrap_or_default();
        let new = edit.apply(&String::from_utf8_lossy(&old));
        let new = new.map_err(|cause| HostError::NotEdited { path: path.to_owned(), cause })?;
        if new.is_empty() {
            world.files.remove(path);
        } else {
            world.files.write(path, new);
        }
        world.state.clock += 1;
        world.refresh_virtual_files();
        Ok(Output { status: Some(0), ..Output::default() })
    }

    /// The lock that this edit takes itself is given back with its end.
    fn check_lock(&self, lock: &Lock) -> Result<(), HostError> {
        // The lock of a container's configuration is never held by somebody else here.
        let Lock::Cluster(name) = lock else { return Ok(()) };
        let is_held = self.world.borrow_mut().is_cluster_locked(name);
        if is_held { Err(HostError::busy(lock, LOCK_PATIENCE, None)) } else { Ok(()) }
    }
}

impl Done {
    fn shown(&self) -> String {
        match self {
            Self::Ran { shown, .. } | Self::Edited { shown } => shown.clone(),
        }
    }

    fn mutates(&self) -> bool {
        match self {
            Self::Ran { ran, .. } => ran.mutates,
            Self::Edited { .. } => true,
        }
    }
}

impl Probe for SimHost {
    fn query(&self, query: &Query) -> Result<Output, HostError> {
        let arguments: Vec<&str> = query.arguments().iter().map(String::as_str).collect();
        let is_of_an_owner = query.listening() == Listening::End;
        if !is_of_an_owner {
            return self.run(query.program(), &arguments, query.to_string(), query.time_limit());
        }
        // What an owner declares to be a look is one, unless it has written a file.
        self.world.borrow_mut().typed = Typed::default();
        let before = self.world.borrow().files.picture(Path::new("/"));
        let answer = self.run(query.program(), &arguments, query.to_string(), query.time_limit());
        let is_as_before = self.world.borrow().files.picture(Path::new("/")) == before;
        if let Some(Done::Ran { ran, .. }) = self.ran.borrow_mut().last_mut().filter(|_| is_as_before) {
            ran.mutates = false;
        }
        answer.map(end_of)
    }

    /// The clock goes on; nobody waits.
    fn pause(&self, time: Duration) -> bool {
        self.world.borrow_mut().state.clock += time.as_secs();
        true
    }

    fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        let world = self.world.borrow();
        if world.files.is_directory(path) {
            let source = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(HostError::File { doing: "read", path: path.to_owned(), cause: source });
        }
        Ok(world.files.read(path).or_else(|| pveam::apl_info(&world, path).map(String::into_bytes)))
    }

    fn list(&self, directory: &Path) -> Result<Option<Vec<String>>, HostError> {
        Ok(self.world.borrow().files.list(directory))
    }

    fn stat(&self, path: &Path) -> Result<Option<Stat>, HostError> {
        let world = self.world.borrow();
        let Some(canonical) = world.files.canonical(path) else {
            return Ok(None);
        };
        let device = device_number(&world, &canonical);
        let is_disk = world.state.disks.contains_key(&*canonical.to_string_lossy());
        let kind = match device {
            _ if is_disk => FileKind::BlockDevice,
            _ if world.files.is_directory(&canonical) => FileKind::Directory,
            Some(_) => FileKind::CharacterDevice,
            None => FileKind::File,
        };
        let (uid, gid, mode) = match world.state.attributes.get(&*canonical.to_string_lossy()) {
            Some(Attributes { uid, gid, mode }) => (*uid, *gid, *mode),
            None => owner_and_mode(&canonical, kind),
        };
        let mode = if kind == FileKind::File && is_executable(&world, &canonical) { 0o755 } else { mode };
        Ok(Some(Stat { kind, uid, gid, mode, device, canonical }))
    }

    fn read_in_guest(&self, root: &Path, path: &Path) -> Result<Option<Vec<u8>>, HostError> {
        Ok(self.world.borrow().files.read_inside(root, path))
    }

    fn ssh_connection(&self) -> Option<String> {
        self.world.borrow().state.ssh_connection.clone()
    }
}

/// What of a script's words is kept, as by the real host: the end of both outputs together, in bytes.
const END: usize = 16 << 10;

fn end_of(output: Output) -> Output {
    let all = [output.stdout, output.stderr].concat();
    let (stdout, stderr) = match all.len().checked_sub(END) {
        None | Some(0) => (all, Vec::new()),
        Some(surplus) => {
            let end = &all[surplus..];
            let cut = end.iter().position(|byte| *byte == b'\n').map_or(end.len(), |cut| cut + 1);
            let told = format!("... the end of {} bytes:\n", all.len()).into_bytes();
            ([&told[..], &end[cut..]].concat(), Vec::new())
        }
    };
    Output { status: output.status, stdout, stderr }
}

/// Returns the number of a device node: a file below `/dev` stands in for one if its text is `MAJOR:MINOR`.
fn device_number(world: &World, path: &Path) -> Option<(u32, u32)> {
    if !path.starts_with("/dev") {
        return None;
    }
    let bytes = world.files.read(path)?;
    let (major, minor) = std::str::from_utf8(&bytes).ok()?.trim().split_once(':')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// A script is executable unless it was taken from it.
fn is_executable(world: &World, path: &Path) -> bool {
    let is_script = world.files.read(path).is_some_and(|bytes| bytes.starts_with(b"#!"));
    is_script && !world.state.not_executable.contains(&*path.to_string_lossy())
}

/// pmxcfs shows fixed owners and modes: root:www-data, 0640 and 0755, without the group's part below `priv`.
fn owner_and_mode(path: &Path, kind: FileKind) -> (u32, u32, u32) {
    let is_directory = kind == FileKind::Directory;
    let is_private = path.components().any(|part| part.as_os_str() == "priv");
    match (path.starts_with("/etc/pve"), is_private) {
        (true, true) => (0, WWW_DATA, if is_directory { 0o700 } else { 0o600 }),
        (true, false) => (0, WWW_DATA, if is_directory { 0o755 } else { 0o640 }),
        (false, _) => (0, 0, if is_directory { 0o755 } else { 0o644 }),
    }
}

impl Host for SimHost {
    fn perform(&self, action: &Action) -> Result<Output, HostError> {
        if self.lies() {
            return Ok(Output { status: Some(0), ..Output::default() });
        }
        match action {
            Action::Run(command) => {
                let arguments: Vec<&str> = command.arguments().collect();
                let environment = command.environment().map(|(name, value)| (name.to_owned(), value.to_owned()));
                let (stdin, environment) = (command.stdin().unwrap_or_default(), environment.collect());
                self.world.borrow_mut().typed = Typed { stdin, environment, ..Typed::default() };
                let limit = command.time_limit();
                let output = self.run(command.program(), &arguments, command.to_string(), limit)?;
                Ok(match command.listening() {
                    Listening::Whole => output,
                    Listening::End => end_of(output),
                })
            }
            Action::Edit { path, lock, edit } => {
                let output = self.edit(path, lock, edit)?;
                self.ran.borrow_mut().push(Done::Edited { shown: action.to_string() });
                Ok(output)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use phoenix_modules::command::{self, Command};
    use phoenix_modules::names::DatasetName;
    use phoenix_modules::plan::Digest;

    use super::*;

    fn dataset(name: &str) -> DatasetName {
        name.parse().unwrap()
    }

    #[test]
    fn what_was_asked_and_what_was_changed_are_told_apart() {
        let host = SimHost::blank().with_pool("tank").with_dataset("tank/data", &[("compression", "lz4")]);
        let output = host.query(&command::zfs_get([&dataset("tank/data")])).unwrap();
        assert!(output.stdout_text().contains("tank/data\tcompression\tlz4\tlocal\n"));
        let set = Command::new("zfs").args(["set", "atime=off", "tank/data"]);
        assert!(host.perform(&Action::Run(set)).unwrap().is_success());
        assert_eq!(host.queries("zfs"), 1);
        assert_eq!(host.mutations(), ["zfs set atime=off tank/data"]);
        assert_eq!(host.commands().len(), 2);
    }

    #[test]
    fn a_host_without_zfs_says_so() {
        let host = SimHost::blank().without_zfs();
        let error = host.query(&command::zfs_get([&dataset("tank")])).unwrap_err();
        assert!(matches!(error, HostError::NotInstalled { .. }), "{error}");
    }

    #[test]
    fn an_edit_needs_the_lock_and_the_text_that_was_compared() {
        let path = PathBuf::from("/etc/pve/firewall/101.fw");
        let edit = |host: &SimHost, expected: &str| {
            let edit = Edit::Whole { expected: Digest::of(expected.as_bytes()), text: "new\n".to_owned() };
            let lock = Lock::Cluster("firewall-vm-101".to_owned());
            host.perform(&Action::Edit { path: path.clone(), lock, edit })
        };
        let host = SimHost::blank().with_file("/etc/pve/firewall/101.fw", "old\n");
        assert!(matches!(edit(&host, "other\n"), Err(HostError::NotEdited { .. })));
        host.world_mut().files.make_directory(Path::new("/etc/pve/priv/lock/firewall-vm-101"));
        assert!(matches!(edit(&host, "old\n"), Err(HostError::Busy { .. })));
        assert_eq!(host.mutations(), Vec::<String>::new());
        host.world_mut().files.remove("/etc/pve/priv/lock/firewall-vm-101");
        assert!(edit(&host, "old\n").unwrap().is_success());
        assert_eq!(host.world().read("/etc/pve/firewall/101.fw").unwrap(), "new\n");
        assert_eq!(host.mutations(), ["write /etc/pve/firewall/101.fw"]);
    }

    #[test]
    fn pmxcfs_shows_its_own_modes() {
        let host =
            SimHost::blank().with_file("/etc/pve/lxc/101.conf", "arch: amd64\n").with_file("/dev/dri/card0", "226:0\n");
        let conf = host.stat(Path::new("/etc/pve/lxc/101.conf")).unwrap().unwrap();
        assert_eq!((conf.mode, conf.gid), (0o640, WWW_DATA));
        assert_eq!(conf.canonical, PathBuf::from("/etc/pve/nodes/pve1/lxc/101.conf"));
        let card = host.stat(Path::new("/dev/dri/card0")).unwrap().unwrap();
        assert_eq!((card.kind, card.device), (FileKind::CharacterDevice, Some((226, 0))));
    }
}
