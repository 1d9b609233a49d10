//! What the door promises, on the machine that runs the tests and in directories of their own.

use super::*;
use crate::command::Command;
use crate::plan::Digest;

fn host() -> (tempfile::TempDir, RealHost) {
    let directory = tempfile::tempdir().unwrap();
    let host = RealHost { root: Some(directory.path().to_owned()), ..RealHost::default() };
    (directory, host)
}

fn put(directory: &tempfile::TempDir, path: &str, text: &str) {
    let path = directory.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn run(command: Command) -> Result<Output, HostError> {
    RealHost::default().perform(&Action::Run(command))
}

#[test]
fn output_exit_and_locale_are_what_the_program_had() {
    let output = run(Command::new("sh").args(["-c", "echo $LC_ALL; echo bad >&2; cat; exit 7"])).unwrap();
    assert_eq!((output.status, &*output.stdout_text(), &*output.stderr_text()), (Some(7), "C\n", "bad\n"));
}

#[test]
fn who_is_alone_has_no_variable_but_those_it_is_given() {
    let output = run(Command::new("env").variable("MODEL", "a b").alone()).unwrap();
    let text = output.stdout_text().into_owned();
    let mut names: Vec<&str> = text.lines().filter_map(|line| Some(line.split_once('=')?.0)).collect();
    names.sort_unstable();
    assert_eq!(names, ["LC_ALL", "MODEL", "PATH"]);
    assert!(text.contains("MODEL=a b\n") && text.contains("LC_ALL=C\n"));
    let output = run(Command::new("env").variable("MODEL", "a b")).unwrap();
    assert!(output.stdout_text().contains("MODEL=a b\n") && output.stdout_text().lines().count() > 3);
}

#[test]
fn a_program_that_hangs_is_stopped() {
    let error = run(Command::new("sleep").arg("60").taking_up_to(Duration::from_millis(50))).unwrap_err();
    assert!(matches!(error, HostError::TimedOut { .. }), "{error}");
}

#[test]
fn a_time_limit_ends_the_grandchildren_too() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("(sleep 1; touch {}/late) & wait", folder.path().display());
    let hanging = Command::new("sh").args(["-c", &script]).taking_up_to(Duration::from_millis(100));
    assert!(matches!(run(hanging), Err(HostError::TimedOut { .. })));
    thread::sleep(Duration::from_millis(1500));
    assert!(!folder.path().join("late").exists());
}

#[test]
fn a_daemon_that_is_left_behind_takes_no_word_away() {
    let begun = Instant::now();
    let output = run(Command::new("sh").args(["-c", "sleep 8 & echo said; echo bad >&2"])).unwrap();
    assert_eq!((&*output.stdout_text(), &*output.stderr_text()), ("said\n", "bad\n"));
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[test]
fn a_program_that_is_not_there_is_named_with_its_package() {
    let error = run(Command::new("no-such-program")).unwrap_err();
    assert!(error.to_string().contains("`no-such-program` is not installed"), "{error}");
}

#[test]
fn an_absent_file_is_none_and_an_unreadable_one_is_an_error() {
    let (directory, host) = host();
    assert_eq!(host.read(Path::new("/etc/pve/nope")).unwrap(), None);
    put(&directory, "etc/file", "text");
    assert_eq!(host.read(Path::new("/etc/file")).unwrap().unwrap(), b"text");
    let error = host.read(Path::new("/etc")).unwrap_err();
    assert!(matches!(error, HostError::File { .. }));
    let told = format!("{:#}", anyhow::Error::from(error));
    assert_eq!(told.matches("Is a directory").count(), 1, "{told}");
}

#[test]
fn an_absent_file_of_proxmox_costs_no_sleep() {
    let (directory, host) = host();
    put(&directory, "etc/pve/lxc/101.conf", "text");
    let begun = Instant::now();
    for _ in 0..500 {
        assert_eq!(host.read(Path::new("/etc/pve/lxc/102.conf")).unwrap(), None);
    }
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

#[test]
fn a_file_of_proxmox_that_is_being_replaced_is_asked_for_again() {
    let (directory, host) = host();
    put(&directory, "etc/pve/lxc/102.conf", "other");
    // Listed and absent, as pmxcfs shows a file while it is replaced.
    let target = directory.path().join("target");
    std::os::unix::fs::symlink(&target, directory.path().join("etc/pve/lxc/101.conf")).unwrap();
    let replacing = thread::spawn(move || {
        thread::sleep(Duration::from_millis(5));
        fs::write(target, "new").unwrap();
    });
    let read = host.read(Path::new("/etc/pve/lxc/101.conf")).unwrap();
    replacing.join().unwrap();
    assert_eq!(read.as_deref(), Some(&b"new"[..]));
    // Still listed and absent after all that time is no "nothing there" (law 7).
    fs::remove_file(directory.path().join("target")).unwrap();
    assert!(matches!(host.read(Path::new("/etc/pve/lxc/101.conf")), Err(HostError::File { .. })));
}

#[test]
fn a_guests_link_never_leads_out_of_the_guest() {
    let (directory, host) = host();
    put(&directory, "etc/shadow", "the host's secret");
    put(&directory, "guest/etc/hostname", "inside");
    let guest = directory.path().join("guest");
    std::os::unix::fs::symlink("/etc/shadow", guest.join("etc/absolute")).unwrap();
    std::os::unix::fs::symlink("../../etc/shadow", guest.join("etc/relative")).unwrap();
    let read = |path: &str| host.read_in_guest(Path::new("/guest"), Path::new(path)).unwrap();
    assert_eq!(read("/etc/hostname").unwrap(), b"inside");
    assert_eq!(read("/etc/absolute"), None);
    assert_eq!(read("/etc/relative"), None);
    assert_eq!(read("/../etc/shadow"), None);
}

#[test]
fn an_edit_keeps_the_old_text_and_gives_the_lock_back() {
    let (directory, host) = host();
    put(&directory, "etc/pve/firewall/101.fw", "old\n");
    put(&directory, "etc/pve/priv/lock/.keep", "");
    for number in 0..7 {
        let old = host.read(Path::new("/etc/pve/firewall/101.fw")).unwrap().unwrap();
        let edit = Edit::Whole { expected: Digest::of(&old), text: format!("text {number}\n") };
        let path = PathBuf::from("/etc/pve/firewall/101.fw");
        let lock = Lock::Cluster("firewall-vm-101".to_owned());
        host.perform(&Action::Edit { path, lock, edit }).unwrap();
    }
    assert_eq!(host.list(Path::new("/var/backups/phoenix")).unwrap().unwrap().len(), BACKUPS);
    assert_eq!(host.list(Path::new("/etc/pve/priv/lock")).unwrap().unwrap(), [".keep"]);
    let newest = host.read(Path::new("/var/backups/phoenix/etc-pve-firewall-101.fw.1")).unwrap().unwrap();
    assert_eq!(newest, b"text 5\n");
    assert_eq!(host.stat(Path::new("/var/backups/phoenix")).unwrap().unwrap().mode, 0o700);
}

#[test]
fn a_lock_that_a_killed_run_left_is_asked_away() {
    let (directory, host) = host();
    let left = directory.path().join("etc/pve/priv/lock/firewall-cluster");
    fs::create_dir_all(&left).unwrap();
    // What pmxcfs does: it drops an old lock when its time is set to 0.
    let pmxcfs = thread::spawn(move || {
        while fs::metadata(&left).unwrap().mtime() != 0 {
            thread::sleep(Duration::from_millis(5));
        }
        fs::remove_dir(&left).unwrap();
    });
    drop(host.take(&Lock::Cluster("firewall-cluster".to_owned())).unwrap());
    pmxcfs.join().unwrap();
    assert!(host.list(Path::new("/etc/pve/priv/lock")).unwrap().unwrap().is_empty());
}

#[test]
fn a_file_that_moved_is_not_written() {
    let (directory, host) = host();
    put(&directory, "etc/pve/lxc/101.conf", "new text\n");
    let path = PathBuf::from("/etc/pve/lxc/101.conf");
    let edit = Edit::Whole { expected: Digest::of(b"compared text\n"), text: "mine\n".to_owned() };
    let lock = Lock::Container("101".parse::<Ctid>().unwrap());
    let error = host.perform(&Action::Edit { path: path.clone(), lock, edit }).unwrap_err();
    assert!(matches!(error, HostError::NotEdited { .. }), "{error}");
    assert_eq!(host.read(&path).unwrap().unwrap(), b"new text\n");
}

#[test]
fn one_converge_at_a_time() {
    let (_directory, host) = host();
    let first = host.lock_for_converge().unwrap();
    assert!(first.is_some());
    assert!(host.lock_for_converge().unwrap().is_none());
    drop(first);
    assert!(host.lock_for_converge().unwrap().is_some());
}

#[test]
fn who_is_asked_to_stop_waits_no_longer_for_another_look() {
    let begun = Instant::now();
    assert!(RealHost::default().pause(Duration::from_millis(20)));
    assert!(begun.elapsed() >= Duration::from_millis(20));
    assert!(!RealHost::default().interrupted_by(Arc::new(AtomicBool::new(true))).pause(Duration::from_secs(600)));
    assert!(begun.elapsed() < Duration::from_secs(60));
}
