//! What a check of a host in sync costs: wall, CPU and memory of phoenix-run and its modules, for growing hosts.
//!
//! The simulated `zfs` and `zpool` are left out: their answers are recorded once and played back by `cat`. CPU and peak memory are what
//! each process says of itself in the log at its end.
#![expect(clippy::disallowed_methods, reason = "the benchmark starts the real binaries")]
#![expect(clippy::print_stdout, reason = "the benchmark is what it prints")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use phoenix_run::config::{Container, Located, Storage};
use phoenix_tests::disks::Disk;
use phoenix_tests::pair;
use phoenix_tests::run::Wish;
use phoenix_tests::world::World;
use phoenix_tests::zfs::{Pool, Vdev};

/// How many containers the hosts have; datasets are twice, storages a fifth of that.
const SIZES: [usize; 3] = [10, 100, 1000];

/// How often each check is run; the median is printed.
const RUNS: usize = 9;

fn main() -> Result<()> {
    build()?;
    println!("containers  datasets  storages    wall ms     cpu ms   sum of peaks MiB");
    for containers in SIZES {
        let place = Place::with(containers)?;
        let mut runs: Vec<Run> = (0..RUNS).map(|_| place.check()).collect::<Result<_>>()?;
        let wall = median(&mut runs, |run| run.wall.as_secs_f64() * 1000.0);
        let cpu = median(&mut runs, |run| run.cpu.as_secs_f64() * 1000.0);
        let peak = median(&mut runs, |run| run.peak_kib as f64 / 1024.0);
        let (datasets, storages) = (2 * containers, containers.div_ceil(5));
        println!("{containers:10} {datasets:9} {storages:9} {wall:10.1} {cpu:10.1} {peak:18.1}");
    }
    Ok(())
}

fn median(runs: &mut [Run], figure: impl Fn(&Run) -> f64) -> f64 {
    runs.sort_by(|one, other| figure(one).total_cmp(&figure(other)));
    figure(&runs[runs.len() / 2])
}

/// A host in sync, in a directory, with the pair it is in sync with.
struct Place {
    folder: tempfile::TempDir,
}

/// What one check cost.
struct Run {
    wall: Duration,
    cpu: Duration,
    peak_kib: u64,
}

impl Place {
    fn with(containers: usize) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let wish = pair::large(containers);
        fs::write(folder.path().join("phoenix_hypervisor_config.json"), &wish.hypervisor)?;
        fs::write(folder.path().join("phoenix_lxc_configs.json"), &wish.lxc)?;
        let mut world = World::create(&folder.path().join("world"))?;
        furnish(&mut world, &wish)?;
        let place = Self { folder };
        place.record(&mut world, &wish)?;
        world.save()?;
        Ok(place)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Replaces `zfs` and `zpool` by players of the one answer that the check will ask each for.
    fn record(&self, world: &mut World, wish: &Wish) -> Result<()> {
        let mut names = vec!["tank".to_owned()];
        let configuration = wish.read().map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
        names.extend(configuration.datasets.iter().map(|dataset| dataset.name.to_string()));
        let fixed = ["get", "-Hp", "-o", "name,property,value,source", "all"];
        let arguments: Vec<&str> = fixed.into_iter().chain(names.iter().map(String::as_str)).collect();
        self.play(world, "zfs", &arguments)?;
        self.play(world, "zpool", &["status", "-P"])
    }

    fn play(&self, world: &mut World, program: &str, arguments: &[&str]) -> Result<()> {
        let (answer, _) = phoenix_tests::dispatch::run(world, program, arguments).context("the host has ZFS")?;
        let text = self.path(&format!("answer of {program}"));
        fs::write(&text, answer.stdout)?;
        let player = self.path(&format!("bin/{program}"));
        fs::create_dir_all(self.path("bin"))?;
        fs::write(&player, format!("#!/bin/sh\nexec cat '{}'\n", text.display()))?;
        fs::set_permissions(&player, fs::Permissions::from_mode(0o755))?;
        Ok(())
    }

    fn check(&self) -> Result<Run> {
        let log = self.path("log");
        drop(fs::remove_file(&log));
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap_or_default());
        let pair = ["check", "--hypervisor-config", "phoenix_hypervisor_config.json"];
        let command = duct::cmd(binary("phoenix-run"), pair)
            .dir(self.folder.path())
            .env("PATH", path)
            .env("PHOENIX_ROOT", self.path("world/root"))
            .env("PHOENIX_LOG", &log)
            .env_remove("SSH_CONNECTION")
            .stdin_null()
            .stdout_capture()
            .stderr_capture()
            .unchecked();
        let begun = Instant::now();
        let output = command.run()?;
        let wall = begun.elapsed();
        let said = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "the host is not in sync: {said}");
        let log = fs::read_to_string(log)?;
        let used: Vec<(u64, u64)> = log.lines().filter_map(used).collect();
        ensure!(used.len() == 5, "phoenix-run and four modules were meant, the log tells of {}", used.len());
        let cpu = Duration::from_micros(used.iter().map(|(_, cpu)| cpu).sum());
        Ok(Run { wall, cpu, peak_kib: used.iter().map(|(peak, _)| peak).sum() })
    }
}

/// Makes the host as the files wish it: converging a thousand containers one by one would take the most time.
fn furnish(world: &mut World, wish: &Wish) -> Result<()> {
    let disk = world.usual_disk("tank");
    world.add_disk(&disk, Disk::default());
    let vdevs = vec![Vdev { disks: vec![disk], ..Vdev::default() }];
    world.add_pool("tank", Pool { vdevs, size: 2_000_000_000_000, ..Pool::default() });
    let files = wish.read().map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
    for dataset in &files.datasets {
        let properties: Vec<(&str, &str)> =
            dataset.properties.iter().map(|(name, value)| (name.value.as_str(), value.value.as_str())).collect();
        world.zfs_create_filesystem(dataset.name.as_str(), &properties).map_err(anyhow::Error::msg)?;
    }
    let section = |storage: &Storage| {
        format!("zfspool: {}\n\tpool {}\n\tcontent rootdir,images\n\n", storage.id, storage.dataset)
    };
    world.files.write("/etc/pve/storage.cfg", files.storages.iter().map(section).collect::<String>());
    for container in &files.containers {
        let ctid = container.ctid.to_string();
        world.files.write(world.container_path(&ctid), configuration(container));
        let runs = container.start_at_boot.as_ref().is_some_and(|wished| wished.value);
        world.set_running(&ctid, runs);
    }
    world.refresh_virtual_files();
    Ok(())
}

fn configuration(container: &Container) -> String {
    let (storage, network) = (container.storage_pool.as_ref(), &container.networks[0]);
    let text = |value: Option<&Located<String>>| value.map_or(String::new(), |value| value.value.clone());
    let mac = network.hwaddr.as_ref().map_or(String::new(), |mac| mac.value.to_string());
    let hostname = container.hostname.as_ref().map_or(String::new(), |name| name.value.to_string());
    let storage = storage.map_or(String::new(), |storage| storage.value.to_string());
    let onboot = i32::from(container.start_at_boot.as_ref().is_some_and(|wished| wished.value));
    format!(
        "arch: amd64\ncores: 2\nfeatures: nesting=1\nhostname: {hostname}\nmemory: 1024\nnameserver: 10.1.0.1\n\
         net0: name=eth0,bridge=vmbr0,gw=10.1.0.1,hwaddr={mac},ip={},type=veth\nonboot: {onboot}\nostype: debian\n\
         rootfs: {storage}:subvol-{ctid}-disk-0,size=8G\nstartup: order=3,up=5,down=5\nswap: 512\nunprivileged: 1\n",
        text(network.ip.as_ref()),
        ctid = container.ctid,
    )
}

/// Parses what a process says of itself at its end: its peak memory in KiB, its CPU time in microseconds.
fn used(line: &str) -> Option<(u64, u64)> {
    let figure = |name: &str| line.split(' ').find_map(|word| word.strip_prefix(name)?.parse().ok());
    Some((figure("peak_kib=")?, figure("cpu_us=")?))
}

/// The static binaries, if `cargo static` has made them: they are what ships.
fn binary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/x86_64-unknown-linux-gnu/release").join(name)
}

fn build() -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let built = duct::cmd(cargo, ["static", "--quiet"]).dir(env!("CARGO_MANIFEST_DIR")).unchecked().run()?;
    ensure!(built.status.success(), "`cargo static` failed");
    Ok(())
}
