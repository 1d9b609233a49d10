//! `simhost`: a simulated Proxmox host in a directory. Called by another name, `zfs` or `pct`, it is that command.
#![expect(clippy::disallowed_methods, reason = "it starts the command that is to run on the simulated host")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it is a command, and speaks to whoever typed it")]

use std::env;
use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use clap::Parser;
use phoenix_tests::world::World;
use phoenix_tests::worlds::Kind;
use phoenix_tests::{dispatch, fixture};

/// The environment variable that names the directory of the world for the commands in its `bin/`.
const WORLD_VARIABLE: &str = "PHOENIX_WORLD";

/// The commands that the file answers to by its own name.
const COMMANDS: &[&str] = &[
    "zfs",
    "zpool",
    "pct",
    "pvesm",
    "pveam",
    "pvesh",
    "lsblk",
    "wipefs",
    "update-initramfs",
    "install",
    "chown",
    "chmod",
];

/// Those of them that a program which works on the simulated host types about this machine too: Ansible, about its own
/// temporary files.
const SHARED: &[&str] = &["install", "chown", "chmod"];

/// What a shell answers for a command that is not there.
const NOT_FOUND: u8 = 127;

/// The exit code of `simhost` itself when it fails.
const FAILED: u8 = 125;

/// A simulated Proxmox host in a directory: real files below WORLD/root, the rest in WORLD/state.json, the commands
/// zfs, zpool, pct, pvesm, pveam, pvesh, lsblk, wipefs, update-initramfs, install, chown and chmod in WORLD/bin, and every
/// command that was run in WORLD/commands.log.
#[derive(Debug, Parser)]
#[command(
    name = "simhost",
    after_help = "Examples:\n  \
        simhost /tmp/host                          make a blank host, or tell how to look around\n  \
        simhost /tmp/host -- zfs list              run a command on it (made if it is missing)\n  \
        simhost /tmp/host -- phoenix-run check     the same, for a program that starts such commands\n  \
        simhost --from host.json /tmp/host         make the host that a description names\n  \
        simhost --for hypervisor.json lxc.json /tmp/host\n                                             \
        make what the pair takes for granted: pools, templates, GPUs, bridges\n  \
        simhost --for hypervisor.json lxc.json --as taken-over /tmp/host\n                                             \
        the same, kept for months by the old shell\n\n\
        The description is explained in docs/simulated-host.md. A host that exists is never made anew: remove its \
        directory first."
)]
struct Options {
    /// Make the host that this JSON file describes.
    #[arg(long, value_name = "FILE", conflicts_with = "pair")]
    from: Option<PathBuf>,
    /// Make a host with what this pair of Phoenix files names but Phoenix does not make.
    #[arg(long = "for", id = "pair", num_args = 2, value_names = ["HYPERVISOR", "LXC"])]
    pair: Option<Vec<PathBuf>>,
    /// Make of it a host that others have had their hands on: taken-over, reinstalled, ...
    #[arg(long = "as", value_name = "WORLD", requires = "pair", default_value = "blank")]
    kind: Kind,
    /// The directory of the host.
    world: PathBuf,
    /// The command to run on the host.
    #[arg(last = true)]
    command: Vec<OsString>,
}

fn main() -> ExitCode {
    let name = env::args_os().next().map(PathBuf::from).unwrap_or_default();
    let name = name.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let result = if COMMANDS.contains(&name.as_str()) { answer(&name) } else { serve(&Options::parse()) };
    result.unwrap_or_else(|error| {
        eprintln!("simhost: {error:#}");
        ExitCode::from(FAILED)
    })
}

/// Answers as one of the commands of the host in [`WORLD_VARIABLE`].
fn answer(program: &str) -> Result<ExitCode> {
    let directory = env::var_os(WORLD_VARIABLE).map(PathBuf::from).or_else(around);
    let directory = directory.with_context(|| format!("{WORLD_VARIABLE} names no world"))?;
    let arguments: Vec<String> = env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if is_about_this_machine(program, &arguments, &directory) {
        return pass_on(program, &arguments, &directory);
    }
    // Nobody else's standard input is read: a terminal would have to end first. And not while the world is locked.
    let mut stdin = Vec::new();
    if program == "pct" && arguments.contains(&"tee") {
        std::io::stdin().read_to_end(&mut stdin).context("read standard input")?;
    }
    let mut world = open(&directory)?;
    world.typed.stdin = stdin;
    world.typed.environment = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect();
    let Some((answer, ran)) = dispatch::run(&mut world, program, &arguments) else {
        eprintln!("{program}: command not found");
        return Ok(ExitCode::from(NOT_FOUND));
    };
    if ran.mutates {
        world.save().context("save the world")?;
    }
    world.log(&ran).context("write commands.log")?;
    drop(world);
    // A reader that has gone away ends nothing: what the command did is done.
    drop(std::io::stdout().write_all(answer.stdout.as_bytes()));
    drop(std::io::stderr().write_all(answer.stderr.as_bytes()));
    Ok(ExitCode::from(answer.status.to_le_bytes()[0]))
}

/// Returns the world in whose `bin/` the command lies that this was started as: who is started without variables is told by no other.
fn around() -> Option<PathBuf> {
    let command = PathBuf::from(env::args_os().next()?);
    let directory = command.parent()?.parent()?;
    directory.join("state.json").exists().then(|| directory.to_owned())
}

/// Returns whether the last word is a path that lies on this machine and not on the simulated host.
fn is_about_this_machine(program: &str, arguments: &[&str], directory: &Path) -> bool {
    let Some(path) = arguments.last().map(Path::new).filter(|path| path.is_absolute()) else { return false };
    let simulated = directory.join("root").join(path.strip_prefix("/").unwrap_or(path));
    SHARED.contains(&program) && path.exists() && !simulated.exists()
}

/// Becomes the machine's own command of this name.
fn pass_on(program: &str, arguments: &[&str], directory: &Path) -> Result<ExitCode> {
    let path = env::var_os("PATH").unwrap_or_default();
    let others = env::split_paths(&path).filter(|folder| *folder != directory.join("bin"));
    let own = others.map(|folder| folder.join(program)).find(|file| file.exists());
    let own = own.with_context(|| format!("this machine has no {program}"))?;
    Err(Command::new(&own).args(arguments).exec()).with_context(|| format!("run {}", own.display()))
}

fn open(directory: &Path) -> Result<World> {
    World::open(directory).with_context(|| format!("open the world in {}", directory.display()))
}

fn serve(options: &Options) -> Result<ExitCode> {
    let directory = std::path::absolute(&options.world).context("find the directory of the world")?;
    let exists = directory.join("state.json").exists();
    if exists && (options.from.is_some() || options.pair.is_some()) {
        bail!("{} is a simulated host already; remove it, or take another directory", directory.display());
    }
    if !exists {
        make(&directory, options)?;
    }
    if options.command.is_empty() {
        explain(&directory);
        return Ok(ExitCode::SUCCESS);
    }
    run(&directory, &options.command)
}

fn make(directory: &Path, options: &Options) -> Result<()> {
    // Everything is read before anything is made.
    let description = match &options.from {
        Some(path) => Some(serde_json::from_str(&read(path)?).with_context(|| format!("read {}", path.display()))?),
        None => None,
    };
    let pair = match options.pair.as_deref() {
        Some([hypervisor, containers]) => Some((json(hypervisor)?, json(containers)?)),
        _ => None,
    };
    let mut rehearsal = World::blank();
    furnish(&mut rehearsal, description, pair.as_ref(), options.kind)?;
    let mut world = World::create(directory).with_context(|| format!("make a world in {}", directory.display()))?;
    world.take_over(&rehearsal);
    world.save().context("save the world")?;
    let simhost = env::current_exe().context("find this program")?;
    world.link_commands(&simhost, &dispatch::programs(&world)).context("link the commands")
}

fn furnish(
    world: &mut World,
    description: Option<fixture::Description>,
    pair: Option<&(serde_json::Value, serde_json::Value)>,
    kind: Kind,
) -> Result<()> {
    if let Some(description) = description {
        fixture::furnish(world, description)?;
    }
    if let Some((hypervisor, containers)) = pair {
        kind.furnish(world, hypervisor, containers);
    }
    Ok(())
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))
}

fn json(path: &Path) -> Result<serde_json::Value> {
    serde_json::from_str(&read(path)?).with_context(|| format!("read {}", path.display()))
}

fn run(directory: &Path, command: &[OsString]) -> Result<ExitCode> {
    let (program, arguments) = command.split_first().context("no command")?;
    let old = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(std::iter::once(directory.join("bin")).chain(env::split_paths(&old)))?;
    // A bare name is looked up on the path of this process, so the world's commands are found first by hand.
    let own = directory.join("bin").join(program);
    let is_bare = Path::new(program).components().count() == 1;
    let program = if is_bare && own.exists() { own.into_os_string() } else { program.clone() };
    // Whoever typed `simhost` is not connected to the simulated host.
    let connection = open(directory)?.state.ssh_connection.clone();
    let mut called = Command::new(&program);
    match connection {
        Some(connection) => called.env("SSH_CONNECTION", connection),
        None => called.env_remove("SSH_CONNECTION"),
    };
    let status = called
        .args(arguments)
        .env("PATH", path)
        .env("PHOENIX_ROOT", directory.join("root"))
        .env(WORLD_VARIABLE, directory)
        .status()
        .with_context(|| format!("run {}", program.to_string_lossy()))?;
    let code = status.code().or(status.signal().map(|signal| 128 + signal)).unwrap_or(i32::from(FAILED));
    Ok(ExitCode::from(code.to_le_bytes()[0]))
}

fn explain(directory: &Path) {
    let place = directory.display();
    println!("A simulated Proxmox host lives in {place}.");
    println!("  its files     {place}/root (begin with etc/pve)");
    println!("  the rest      {place}/state.json");
    println!("  its commands  {place}/bin, with PHOENIX_WORLD={place}");
    println!("  what was run  {place}/commands.log");
    println!("Run a command on it: simhost {place} -- zfs list");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn options(arguments: &[&str]) -> Options {
        Options::try_parse_from([&["simhost"], arguments].concat()).unwrap()
    }

    #[test]
    fn the_command_line_is_sound() {
        Options::command().debug_assert();
        let line = options(&["--for", "a.json", "b.json", "/tmp/host", "--", "zfs", "list", "-H"]);
        assert_eq!(line.pair.unwrap(), [PathBuf::from("a.json"), PathBuf::from("b.json")]);
        assert_eq!(line.command, ["zfs", "list", "-H"]);
    }

    #[test]
    fn a_host_is_made_from_its_description() {
        let directory = tempfile::tempdir().unwrap();
        let (file, place) = (directory.path().join("host.json"), directory.path().join("host"));
        std::fs::write(&file, r#"{ "pools": { "tank": { "disks": ["/dev/sda"] } }, "datasets": { "tank/a": {} } }"#)
            .unwrap();
        let wanted = options(&["--from", file.to_str().unwrap(), place.to_str().unwrap()]);
        make(&place, &wanted).unwrap();
        assert!(place.join("root/tank/a").is_dir());
        assert!(place.join("bin/zfs").is_symlink());
        let (answer, _) = dispatch::run(&mut World::open(&place).unwrap(), "zfs", &["list", "-Ho", "name"]).unwrap();
        assert_eq!(answer.stdout, "tank\ntank/a\n");
        assert!(format!("{:#}", serve(&wanted).unwrap_err()).contains("is a simulated host already"));
    }

    #[test]
    fn a_description_that_is_wrong_makes_nothing() {
        let directory = tempfile::tempdir().unwrap();
        let (file, place) = (directory.path().join("host.json"), directory.path().join("host"));
        std::fs::write(&file, r#"{ "datasets": { "nopool/a": {} } }"#).unwrap();
        assert!(make(&place, &options(&["--from", file.to_str().unwrap(), place.to_str().unwrap()])).is_err());
        assert!(!place.exists());
    }

    #[test]
    fn a_path_of_this_machine_alone_is_this_machines() {
        let directory = tempfile::tempdir().unwrap();
        let host = directory.path().join("host");
        make(&host, &options(&[host.to_str().unwrap()])).unwrap();
        let own = directory.path().join("own");
        std::fs::write(&own, "").unwrap();
        let is_ours = |program: &str, path: &str| is_about_this_machine(program, &["0700", path], &host);
        assert!(is_ours("chmod", own.to_str().unwrap()));
        // What both have, or neither, is the simulated host's; so is every other command.
        assert!(!is_ours("chmod", "/etc") && !is_ours("install", "/nowhere/new") && !is_ours("chmod", "own"));
        assert!(!is_ours("wipefs", own.to_str().unwrap()));
    }

    #[test]
    fn the_exit_code_of_the_command_is_passed_on() {
        let directory = tempfile::tempdir().unwrap();
        let place = directory.path().join("host");
        make(&place, &options(&[place.to_str().unwrap()])).unwrap();
        let code = |command: &[&str]| {
            let command: Vec<OsString> = command.iter().map(OsString::from).collect();
            format!("{:?}", run(&place, &command).unwrap())
        };
        let check = "test \"$PHOENIX_ROOT\" = \"$PHOENIX_WORLD/root\" && test -d $PHOENIX_ROOT/etc/pve && exit 7";
        assert_eq!(code(&["sh", "-c", check]), format!("{:?}", ExitCode::from(7)));
        assert_eq!(code(&["sh", "-c", "kill -9 $$"]), format!("{:?}", ExitCode::from(137)));
    }
}
