//! A host in a directory, as its pair of files wishes it or with every setting different, and the runs on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use phoenix_modules::command;
use phoenix_modules::names::PoolName;
use phoenix_run::config::{Configuration, Container, Located, Storage};
use phoenix_tests::disks::Disk;
use phoenix_tests::dispatch;
use phoenix_tests::run::Wish;
use phoenix_tests::world::{World, commands_log};
use phoenix_tests::zfs::{Pool, Vdev};

use crate::bound::Durations;
use crate::player::{COMMANDS, Script};

/// How the host is before the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    /// As the files wish it.
    AsWished,
    /// With every setting different, and nothing running.
    Drifted,
}

/// Who answers as `zfs`, `pct` and `pvesm`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Natives {
    /// Players, which cost next to nothing.
    Players,
    /// The simulated host, which reads and writes its whole world with each command.
    Simhost,
}

/// A host in a directory, with the pair of files.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

/// What one run cost.
pub(crate) struct Run {
    pub(crate) wall: Duration,
    pub(crate) cpu: Duration,
    pub(crate) peak_kib: u64,
    /// How many processes of ours it was.
    pub(crate) processes: usize,
    /// What was typed that writes.
    pub(crate) typed: Vec<String>,
}

impl Place {
    /// Makes the host.
    pub(crate) fn new(wish: &Wish, before: Before, natives: Natives, durations: Durations) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        fs::write(folder.path().join("phoenix_hypervisor_config.json"), &wish.hypervisor)?;
        fs::write(folder.path().join("phoenix_lxc_configs.json"), &wish.lxc)?;
        let place = Self { folder };
        let files = wish.read().map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
        let mut world = World::create(&place.path("world"))?;
        furnish(&mut world, &files, before)?;
        for (command, duration) in durations {
            world.state.durations.insert((*command).to_owned(), u64::try_from(duration.as_millis())?);
        }
        for container in &files.containers {
            world.files.make_directory(&Path::new("/").join(volume(container, &files)?));
        }
        match natives {
            Natives::Players => place.write_script(&mut world, &files, durations)?,
            Natives::Simhost => make_volumes(&mut world, &files)?,
        }
        let program = match natives {
            Natives::Players => std::env::current_exe()?,
            Natives::Simhost => std::env::current_exe()?.with_file_name("simhost"),
        };
        world.save()?;
        world.link_commands(&program, &COMMANDS)?;
        Ok(place)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes down what the host answers now, and what each command leaves behind.
    fn write_script(&self, world: &mut World, files: &Configuration, durations: Durations) -> Result<()> {
        let script = Script::of(&self.path("world"));
        let all = answers(world, files)?;
        script.write("zfs", "all", &all.iter().map(|(_, text)| text.as_str()).collect::<String>())?;
        all.iter().try_for_each(|(name, text)| script.write("zfs", name, text))?;
        let pool: PoolName = "tank".parse()?;
        for query in [command::zpool_status(), command::zpool_get([&pool])] {
            let arguments: Vec<&str> = query.arguments().iter().map(String::as_str).collect();
            let (answer, _) = dispatch::run(world, query.program(), &arguments).context("the host has zpool")?;
            script.write("answers", &query.to_string(), &answer.stdout)?;
        }
        let mut wished = World::blank();
        furnish(&mut wished, files, Before::AsWished)?;
        answers(&mut wished, files)?.iter().try_for_each(|(name, text)| script.write("zfs wanted", name, text))?;
        for container in &files.containers {
            let text = configuration(container, Before::AsWished);
            script.write("lxc wanted", &container.ctid.to_string(), &text)?;
        }
        for storage in &files.storages {
            script.write("storage wanted", storage.id.as_str(), &section(storage, Before::AsWished))?;
        }
        for (command, duration) in durations {
            script.write("durations", command, &duration.as_millis().to_string())?;
        }
        Ok(())
    }

    /// Runs phoenix-run, which must end with one of these codes.
    pub(crate) fn run(&self, arguments: &[&str], codes: &[i32]) -> Result<Run> {
        let (log, world) = (self.path("log"), self.path("world"));
        drop(fs::remove_file(&log));
        let path = format!("{}:{}", world.join("bin").display(), std::env::var("PATH").unwrap_or_default());
        let arguments = [arguments, &["--hypervisor-config", "phoenix_hypervisor_config.json"]].concat();
        let command = duct::cmd(binary("phoenix-run"), arguments)
            .dir(self.folder.path())
            .env("PATH", path)
            .env("PHOENIX_ROOT", world.join("root"))
            .env("PHOENIX_WORLD", &world)
            .env("PHOENIX_LOG", &log)
            .stdin_null()
            .stdout_capture()
            .stderr_capture()
            .unchecked();
        let begun = Instant::now();
        let output = command.run()?;
        let wall = begun.elapsed();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.code().is_some_and(|code| codes.contains(&code)), "{}: {said}", output.status);
        let log = fs::read_to_string(log)?;
        let used: Vec<(u64, u64)> = log.lines().filter_map(used).collect();
        let mut typed = Script::of(&world).typed()?;
        let ran = commands_log(&world)?;
        typed.extend(ran.iter().filter(|ran| ran.mutates).map(|ran| ran.argv.join(" ")));
        Ok(Run {
            wall,
            cpu: Duration::from_micros(used.iter().map(|(_, cpu)| cpu).sum()),
            peak_kib: used.iter().map(|(peak, _)| peak).sum(),
            processes: used.len(),
            typed,
        })
    }
}

/// Parses what a process says of itself at its end: its peak memory in KiB, its CPU time in microseconds.
fn used(line: &str) -> Option<(u64, u64)> {
    let figure = |name: &str| line.split(' ').find_map(|word| word.strip_prefix(name)?.parse().ok());
    Some((figure("peak_kib=")?, figure("cpu_us=")?))
}

/// Makes the host without Phoenix: converging a thousand containers one by one would take the most time.
fn furnish(world: &mut World, files: &Configuration, before: Before) -> Result<()> {
    let disk = world.usual_disk("tank");
    let vdevs = vec![Vdev { disks: vec![disk.clone()], ..Vdev::default() }];
    world.add_disk(&disk, Disk::default());
    world.add_pool("tank", Pool { vdevs, size: 2_000_000_000_000, ..Pool::default() });
    for dataset in &files.datasets {
        let properties: Vec<(&str, &str)> = match before {
            Before::AsWished => {
                dataset.properties.iter().map(|(name, value)| (name.value.as_str(), value.value.as_str())).collect()
            }
            Before::Drifted => Vec::new(),
        };
        world.zfs_create_filesystem(dataset.name.as_str(), &properties).map_err(anyhow::Error::msg)?;
    }
    world.files.write(
        "/etc/pve/storage.cfg",
        files.storages.iter().map(|storage| section(storage, before)).collect::<String>(),
    );
    for container in &files.containers {
        let ctid = container.ctid.to_string();
        world.files.write(world.container_path(&ctid), configuration(container, before));
        let runs = container.start_at_boot.as_ref().is_some_and(|wished| wished.value);
        world.set_running(&ctid, runs && before == Before::AsWished);
    }
    world.refresh_virtual_files();
    Ok(())
}

/// Makes the volumes that the containers' files name: a simulated `pct start` looks for them.
fn make_volumes(world: &mut World, files: &Configuration) -> Result<()> {
    for container in &files.containers {
        world.zfs_create_filesystem(&volume(container, files)?, &[]).map_err(anyhow::Error::msg)?;
    }
    Ok(())
}

/// Returns the dataset of a container's root disk.
fn volume(container: &Container, files: &Configuration) -> Result<String> {
    let storage =
        container.storage_pool.as_ref().and_then(|id| files.storages.iter().find(|storage| storage.id == id.value));
    let dataset = &storage.context("each container has a storage of the files")?.dataset;
    Ok(format!("{dataset}/subvol-{}-disk-0", container.ctid))
}

/// Returns what `zfs get` says of each dataset that the files name, and of the pool.
fn answers(world: &mut World, files: &Configuration) -> Result<Vec<(String, String)>> {
    let names = std::iter::once("tank".to_owned()).chain(files.datasets.iter().map(|dataset| dataset.name.to_string()));
    let names: Vec<String> = names.collect();
    let fixed = ["get", "-Hp", "-o", "name,property,value,source", "all"];
    let arguments: Vec<&str> = fixed.into_iter().chain(names.iter().map(String::as_str)).collect();
    let (answer, _) = dispatch::run(world, "zfs", &arguments).context("the host has zfs")?;
    let lines: Vec<&str> = answer.stdout.split_inclusive('\n').collect();
    let name = |line: &str| line.split('\t').next().unwrap_or_default().to_owned();
    Ok(lines.chunk_by(|one, other| name(one) == name(other)).map(|lines| (name(lines[0]), lines.concat())).collect())
}

fn section(storage: &Storage, before: Before) -> String {
    let content = if before == Before::AsWished { "rootdir,images" } else { "rootdir" };
    format!("zfspool: {}\n\tpool {}\n\tcontent {content}\n\n", storage.id, storage.dataset)
}

fn configuration(container: &Container, before: Before) -> String {
    let (ctid, network) = (container.ctid, &container.networks[0]);
    let storage = container.storage_pool.as_ref().map_or(String::new(), |storage| storage.value.to_string());
    let rest = format!("rootfs: {storage}:subvol-{ctid}-disk-0,size=8G\n");
    if before == Before::Drifted {
        return format!(
            "arch: amd64\ncores: 1\nhostname: old-{ctid}\nmemory: 256\nnet0: name=eth1,bridge=vmbr0,hwaddr=BC:24:11:00:00:00,ip=dhcp,\
             type=veth\nostype: debian\n{rest}swap: 0\nunprivileged: 1\n"
        );
    }
    let text = |value: Option<&Located<String>>| value.map_or(String::new(), |value| value.value.clone());
    let mac = network.hwaddr.as_ref().map_or(String::new(), |mac| mac.value.to_string());
    let hostname = container.hostname.as_ref().map_or(String::new(), |name| name.value.to_string());
    let onboot = i32::from(container.start_at_boot.as_ref().is_some_and(|wished| wished.value));
    let firewall = if container.firewall.is_some() { ",firewall=1" } else { "" };
    format!(
        "arch: amd64\ncores: 2\nfeatures: nesting=1\nhostname: {hostname}\nmemory: 1024\nnameserver: 10.1.0.1\n\
         net0: name=eth0,bridge=vmbr0{firewall},gw=10.1.0.1,hwaddr={mac},ip={},type=veth\nonboot: {onboot}\nostype: debian\n\
         {rest}startup: order=3,up=5,down=5\nswap: 512\nunprivileged: 1\n",
        text(network.ip.as_ref()),
    )
}

/// Returns the static binary of this name, as `cargo static` makes it: they are what ships.
pub(crate) fn binary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/x86_64-unknown-linux-gnu/release").join(name)
}
