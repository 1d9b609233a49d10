//! The README's demo: the example pair on a simulated Proxmox host, from blank to in sync, to drift and back.
#![expect(clippy::disallowed_methods, reason = "the demo starts the real binaries, as a person would")]
#![expect(clippy::print_stdout, reason = "the demo is what it prints")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use anyhow::{Context as _, Result, ensure};
use phoenix_tests::world::commands_log;
use serde_json::Value;

/// How many lines of a long output are shown at its beginning and at its end.
const SHOWN: (usize, usize) = (6, 2);

fn main() -> Result<()> {
    let demo = Demo::prepare()?;
    println!(
        "A simulated Proxmox VE host with three empty disks, and the example pair of files from playbooks/example.\n"
    );
    demo.step(
        "1. Converge the blank host: 2 pools, 10 datasets, 7 storages, 8 containers and their firewalls.\n   \
         Taking disks, and what a firewall opens and closes, must be allowed by name. The install scripts are the owner's:\n   \
         this host has none.",
        &["converge", "--yes", "--allow", "irreversible,exposes", "--without", "features"],
        0,
    )?;
    demo.step("2. Again: nothing is typed.", &["converge", "--yes", "--without", "features"], 0)?;
    println!("3. Somebody changes things by hand.");
    demo.type_by_hand(&["pct", "set", "130", "--memory", "1024"])?;
    demo.type_by_hand(&["zfs", "set", "compression=off", "ember/ledgers"])?;
    let check = ["check", "--without", "features"];
    demo.step("   Check names exactly that, and changes nothing (exit 2).", &check, 2)?;
    demo.step("4. Converge repairs only that.", &["converge", "--yes", "--without", "features"], 0)?;
    demo.wish_a_privileged_container()?;
    demo.step(
        "5. The file now wishes container 110 privileged, which Proxmox decides at creation (exit 3).",
        &check,
        3,
    )?;
    demo.say_where();
    Ok(())
}

struct Demo {
    world: PathBuf,
    pair: PathBuf,
    binaries: PathBuf,
}

impl Demo {
    /// Builds what is shown, and makes the host.
    fn prepare() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        build(&root)?;
        let own = std::env::current_exe().context("find the demo's own place")?;
        let binaries = own.parent().context("the demo lies in a folder")?.to_owned();
        let folder = tempfile::Builder::new().prefix("phoenix-demo-").tempdir()?.keep();
        let (world, pair) = (folder.join("world"), folder.join("etc"));
        fs::create_dir_all(&pair)?;
        for file in ["phoenix_hypervisor_config.json", "phoenix_lxc_configs.json"] {
            fs::copy(root.join("playbooks/example").join(file), pair.join(file))
                .with_context(|| format!("copy {file}"))?;
        }
        let demo = Self { world, pair, binaries };
        let made = demo.run(
            &demo.binaries.join("simhost"),
            &[
                "--for".as_ref(),
                demo.file("phoenix_hypervisor_config.json").as_os_str(),
                demo.file("phoenix_lxc_configs.json").as_os_str(),
                demo.world.as_os_str(),
            ],
        )?;
        ensure!(made.status.success(), "the simulated host was not made: {}", String::from_utf8_lossy(&made.stderr));
        Ok(demo)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.pair.join(name)
    }

    fn run(&self, program: &Path, arguments: &[&std::ffi::OsStr]) -> Result<Output> {
        let command = duct::cmd(program, arguments).stdin_null().stdout_capture().stderr_capture().unchecked();
        command.run().with_context(|| format!("run {}", program.display()))
    }

    /// Runs a command on the simulated host.
    fn on_the_host(&self, command: &[&str]) -> Result<Output> {
        let mut arguments: Vec<&std::ffi::OsStr> = vec![self.world.as_os_str(), "--".as_ref()];
        arguments.extend(command.iter().map(|word| std::ffi::OsStr::new(*word)));
        self.run(&self.binaries.join("simhost"), &arguments)
    }

    /// Runs phoenix-run on the simulated host, shows what it printed, and how many commands it typed there.
    fn step(&self, title: &str, arguments: &[&str], exit: i32) -> Result<()> {
        println!("{title}\n$ phoenix-run {}", arguments.join(" "));
        let typed_before = self.mutating_commands()?;
        let (program, pair) = (self.binaries.join("phoenix-run"), self.file("phoenix_hypervisor_config.json"));
        let (program, pair) = (program.to_string_lossy().into_owned(), pair.to_string_lossy().into_owned());
        let command = [&[program.as_str()], arguments, &["--hypervisor-config", pair.as_str()]].concat();
        let output = self.on_the_host(&command)?;
        show(&String::from_utf8_lossy(&output.stdout).replace(&format!("{}/", self.pair.display()), ""));
        let typed = self.mutating_commands()? - typed_before;
        println!(
            "  (exit {}; {typed} commands that change something were typed)\n",
            output.status.code().unwrap_or(-1)
        );
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.code() == Some(exit), "exit {exit} was expected here; it said: {said}");
        Ok(())
    }

    fn type_by_hand(&self, command: &[&str]) -> Result<()> {
        println!("$ {}", command.join(" "));
        let output = self.on_the_host(command)?;
        ensure!(output.status.success(), "it failed: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    fn mutating_commands(&self) -> Result<usize> {
        Ok(commands_log(&self.world)?.iter().filter(|ran| ran.mutates).count())
    }

    fn wish_a_privileged_container(&self) -> Result<()> {
        let path = self.file("phoenix_lxc_configs.json");
        let mut files: Value = serde_json::from_str(&fs::read_to_string(&path)?)?;
        files["lxc_configs"]["110"]["unprivileged"] = false.into();
        fs::write(path, serde_json::to_string_pretty(&files)?)?;
        Ok(())
    }

    fn say_where(&self) {
        let (world, simhost) = (self.world.display(), self.binaries.join("simhost"));
        println!("The host is kept. Look around in it:");
        println!("  {} {world} -- pct config 110", simhost.display());
        println!(
            "  its files {world}/root/etc/pve, what was typed {world}/commands.log, the pair {}",
            self.pair.display()
        );
    }
}

/// Builds the binaries that are shown, with the cargo that built this one.
fn build(root: &Path) -> Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let built = duct::cmd(cargo, ["build", "--quiet", "--workspace", "--bins"]).dir(root).unchecked().run()?;
    ensure!(built.status.success(), "`cargo build --workspace --bins` failed");
    Ok(())
}

fn show(output: &str) {
    // What stands in the files and is not managed yet is the same in every step: it is left out here.
    let lines: Vec<&str> = output.lines().filter(|line| !line.starts_with("  . in ")).collect();
    let (first, last) = SHOWN;
    if lines.len() <= first + last + 1 {
        return lines.iter().for_each(|line| println!("{}", clipped(line)));
    }
    lines[..first].iter().for_each(|line| println!("{}", clipped(line)));
    println!("      ... {} lines more ...", lines.len() - first - last);
    lines[lines.len() - last..].iter().for_each(|line| println!("{}", clipped(line)));
}

/// A long line is cut where a terminal would wrap it twice.
fn clipped(line: &str) -> String {
    if line.chars().count() <= 150 { line.to_owned() } else { line.chars().take(147).collect::<String>() + "..." }
}
