//! The first process of the guest, which switches it off, and the one that makes it usable and plays.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use phoenix_modules::command::Command;
use phoenix_modules::host::real::RealHost;
use phoenix_modules::host::{Host as _, Output};
use phoenix_modules::plan::Action;
use rustix::mount::{MountFlags, mount, mount_bind_recursive};
use rustix::process::{WaitOptions, wait};
use rustix::system::{RebootCommand, reboot};

use super::{Job, Line, Outcome};

/// What this program is called with to play a job.
pub const JOB: &str = "job";

/// What it is called with to play one play of it.
pub const PLAY: &str = "play";

/// The folder that the guest and whoever started it share.
const SHARED: &str = "/job";

/// How long a play may take before its processes are ended.
const LIMIT: Duration = Duration::from_secs(150);

/// How long a script may take.
const LIMIT_OF_A_SCRIPT: Duration = Duration::from_secs(180);

/// What of the kernel is a module, beside ZFS.
const KERNEL_MODULES: &[&str] = &["fs/overlayfs/overlay.ko"];

/// The life of the first process: it starts the one that plays, buries whoever is nobody's, and switches the machine off. As long as
/// a dead process of a container is not buried, the container does not end.
#[expect(clippy::print_stderr, reason = "the console is all that there is")]
pub fn live() -> ! {
    if let Err(error) = start_and_bury() {
        eprintln!("the guest's first process: {error:#}");
    }
    rustix::fs::sync();
    let _ = reboot(RebootCommand::PowerOff);
    std::process::exit(1)
}

fn start_and_bury() -> Result<()> {
    let player =
        std::process::Command::new(format!("{SHARED}/init")).arg(JOB).spawn().context("start the one that plays")?;
    while let Some((process, _)) = wait(WaitOptions::empty()).context("wait for whoever ends")? {
        if u32::try_from(process.as_raw_nonzero().get()) == Ok(player.id()) {
            break;
        }
    }
    Ok(())
}

/// Plays one play in this process.
pub fn play_one(number: usize) -> Result<Outcome> {
    let job = read_job()?;
    let play = job.plays.get(number).context("the job has no play of that number")?;
    Ok(play.play(&job.version, &job.disks))
}

fn read_job() -> Result<Job> {
    let path = Path::new(SHARED).join("job.json");
    let text = fs::read(&path).with_context(|| format!("read {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("understand {}", path.display()))
}

/// Plays what the job lists, and writes down what came of it.
pub fn play_all() -> Result<()> {
    make_usable()?;
    let job = read_job()?;
    let path = Path::new(SHARED).join("lines");
    let mut lines = File::create(&path).with_context(|| format!("make {}", path.display()))?;
    let mut tell = |line: &Line| -> Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        lines.write_all(text.as_bytes()).context("tell what came of it")
    };
    let version = run(Command::new("zfs").arg("version"))?;
    if !version.is_success() {
        bail!("zfs version: {}", version.stderr_text().trim_end());
    }
    tell(&Line::Version(version.stdout_text().trim().replace('\n', ", ")))?;
    if let Some(script) = &job.script {
        let root = Path::new("/run/script/root");
        lay_out(root)?;
        let output = run(below(root, &["bash", "-c", script]).taking_up_to(LIMIT_OF_A_SCRIPT))?;
        let (stdout, stderr) = (output.stdout_text().into_owned(), output.stderr_text().into_owned());
        tell(&Line::Typed(output.status.unwrap_or(-1), stdout, stderr))?;
    }
    for number in 0..job.plays.len() {
        tell(&Line::Begun(number))?;
        let root = PathBuf::from(format!("/run/plays/{number}/root"));
        let outcome = play_apart(&root, number).unwrap_or_else(|error| Outcome::broken(format!("{error:#}")));
        tell(&Line::Ended(number, outcome))?;
        // What a play leaves behind may be beyond repair; the next guest goes on.
        clean_up(&root)?;
    }
    Ok(())
}

/// Mounts what a system has, and starts what ZFS needs. The kernel itself has mounted `/dev`.
fn make_usable() -> Result<()> {
    for (kind, path, data) in [
        ("proc", "/proc", ""),
        ("sysfs", "/sys", ""),
        ("tmpfs", "/run", ""),
        ("tmpfs", "/tmp", ""),
        ("hostfs", SHARED, SHARED),
        ("cgroup2", "/sys/fs/cgroup", ""),
    ] {
        mount_new(kind, path, data)?;
    }
    for (kind, path) in [("devpts", "/dev/pts"), ("tmpfs", "/dev/shm")] {
        fs::create_dir_all(path).with_context(|| format!("make {path}"))?;
        mount_new(kind, path, "")?;
    }
    // udev makes these of a system; the shell's `<(...)` needs the first.
    for (name, target) in [("fd", "/proc/self/fd"), ("stdin", "fd/0"), ("stdout", "fd/1"), ("stderr", "fd/2")] {
        symlink(target, Path::new("/dev").join(name)).with_context(|| format!("make /dev/{name}"))?;
    }
    let release = fs::read_to_string("/proc/sys/kernel/osrelease")?;
    let of_the_kernel = Path::new("/usr/lib/uml/modules").join(release.trim()).join("kernel");
    let modules = KERNEL_MODULES.iter().map(|module| of_the_kernel.join(module));
    let modules = modules.chain(["spl.ko", "zfs.ko"].map(|module| Path::new("/usr/lib/phoenix-zfs").join(module)));
    for module in modules {
        must(Command::new("insmod").arg(module.to_string_lossy()))?;
    }
    must(Command::new("ip").args(["link", "set", "lo", "up"]))?;
    must(Command::new("/lib/systemd/systemd-udevd").arg("--daemon"))?;
    must(Command::new("udevadm").args(["trigger", "--subsystem-match=block", "--settle"]))
}

fn mount_new(kind: &str, path: &str, data: &str) -> Result<()> {
    let data = std::ffi::CString::new(data)?;
    let mounted = mount(kind, path, kind, MountFlags::empty(), Some(data.as_c_str()));
    mounted.with_context(|| format!("mount {kind} at {path}"))
}

/// Makes a root that is the guest's, with a layer above that takes what is written.
fn lay_out(root: &Path) -> Result<()> {
    let [upper, work] = ["upper", "work"].map(|name| root.with_file_name(name));
    for directory in [root, &upper, &work] {
        fs::create_dir_all(directory)?;
    }
    let layers = format!("lowerdir=/,upperdir={},workdir={}", upper.display(), work.display());
    mount_new("overlay", &root.to_string_lossy(), &layers)?;
    // The kernel's own threads open a pool's files, below the guest's root: so `/tmp` is the same for both.
    for path in ["/dev", "/proc", "/sys", "/run/udev", "/tmp", SHARED] {
        let below = root.join(path.trim_start_matches('/'));
        fs::create_dir_all(&below)?;
        mount_bind_recursive(path, &below).with_context(|| format!("mount {path} below {}", root.display()))?;
    }
    Ok(())
}

/// Returns a command that has such a root for its own, as the first process of a system has: in no other one LXC leaves its root.
fn below(root: &Path, words: &[&str]) -> Command {
    const CHANGE: &str = r#"cd "$1" && shift && pivot_root . mnt && cd / && umount --lazy /mnt && exec "$@""#;
    let apart = ["--mount", "--propagation", "private", "sh", "-c", CHANGE, "sh", &root.to_string_lossy()];
    Command::new("unshare").args(apart.map(str::to_owned)).args(words.iter().map(|word| (*word).to_owned()))
}

/// Plays in a process of its own, below such a root.
fn play_apart(root: &Path, number: usize) -> Result<Outcome> {
    lay_out(root)?;
    let output = run(below(root, &[&format!("{SHARED}/init"), PLAY, &number.to_string()]))?;
    if !output.is_success() {
        bail!("the play ended with {:?}: {}", output.status, output.stderr_text().trim_end());
    }
    serde_json::from_slice(&output.stdout).context("understand the outcome")
}

/// Leaves no pool, no label, no file and no mount behind.
fn clean_up(root: &Path) -> Result<()> {
    let try_to = |command: Command| drop(run(command));
    let inside = |words: &[&str]| {
        let root = [root.to_string_lossy().into_owned()].into_iter();
        Command::new("chroot").args(root.chain(words.iter().map(|word| (*word).to_owned())))
    };
    for ctid in names_in(&root.join("var/lib/lxc")) {
        try_to(inside(&["lxc-stop", "--kill", "-n", &ctid]));
    }
    let pools = run(Command::new("zpool").args(["list", "-Ho", "name"]))?.stdout_text().into_owned();
    for pool in pools.lines() {
        must(inside(&["zpool", "destroy", "-f", pool]))?;
    }
    try_to(Command::new("swapoff").arg("--all"));
    for number in 0..super::device::ALL.len() {
        let device = super::device::device(number);
        try_to(Command::new("wipefs").args(["--all", "--force", "--quiet", &device]));
    }
    for path in linked_disks() {
        fs::remove_file(&path).with_context(|| format!("remove {}", path.display()))?;
    }
    must(Command::new("umount").args(["--recursive", &root.to_string_lossy()]))?;
    must(Command::new("find").args(["/tmp", "-mindepth", "1", "-delete"]))?;
    let layer = root.parent().unwrap_or(root);
    fs::remove_dir_all(layer).with_context(|| format!("remove {}", layer.display()))
}

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// Returns the links below `/dev` that a play made to its disks.
fn linked_disks() -> Vec<PathBuf> {
    let mut links = Vec::new();
    for folder in ["/dev", "/dev/disk/by-id", "/dev/disk/by-path", "/dev/cciss"] {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        links.extend(entries.map(|entry| entry.path()).filter(|path| {
            fs::read_link(path)
                .is_ok_and(|target| target.starts_with("/dev") && target.to_string_lossy().contains("ubd"))
        }));
    }
    links
}

fn run(command: Command) -> Result<Output> {
    let shown = command.to_string();
    let limit = command.time_limit().max(LIMIT);
    RealHost::default().perform(&Action::Run(command.taking_up_to(limit))).with_context(|| format!("run {shown}"))
}

fn must(command: Command) -> Result<()> {
    let shown = command.to_string();
    let output = run(command)?;
    if !output.is_success() {
        bail!("{shown}: {}", output.stderr_text().trim_end());
    }
    Ok(())
}
