//! What the tests need beside Rust: ansible-core in pinned versions, and the collection, installed as anybody installs it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::UNIX_EPOCH;

use flate2::Compression;
use phoenix_tests::binaries;
use phoenix_tests::collection::build::{self, Sources};

/// A line of ansible-core: the newest that the oldest Python of Proxmox VE's Debian runs, and the oldest that
/// `meta/runtime.yml` allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Core {
    Newest,
    Oldest,
}

impl Core {
    /// Returns the folder with `ansible-playbook`.
    pub(crate) fn programs(self) -> PathBuf {
        static NEWEST: OnceLock<PathBuf> = OnceLock::new();
        static OLDEST: OnceLock<PathBuf> = OnceLock::new();
        match self {
            Self::Newest => NEWEST.get_or_init(|| environment("core-2.19")).clone(),
            Self::Oldest => OLDEST.get_or_init(|| environment("core-2.16")).clone(),
        }
    }
}

/// The folder of everything that is fetched or made for these tests.
pub(crate) fn folder() -> PathBuf {
    binaries::folder().parent().unwrap().join("ansible")
}

pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Makes a Python environment with what `tests/ansible/NAME.txt` lists, once for each text, and returns its programs.
fn environment(name: &str) -> PathBuf {
    let list = workspace().join("tests/ansible").join(format!("{name}.txt"));
    let wanted = fs::read_to_string(&list).unwrap();
    let place = folder().join(name);
    let stamp = place.join("installed.txt");
    let _locked = lock(name);
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return place.join("bin");
    }
    drop(fs::remove_dir_all(&place));
    let python = python();
    let typed =
        format!("{python} -m venv {0} && {0}/bin/pip install --requirement {1}", place.display(), list.display());
    let help = format!(
        "{name} is not installed, and these tests are nothing without it. Once, with a network, type\n  {typed}"
    );
    run(Command::new(&python).args(["-m", "venv"]).arg(&place), &help);
    let pip = ["install", "--quiet", "--disable-pip-version-check", "--no-input", "--requirement"];
    run(Command::new(place.join("bin/pip")).args(pip).arg(&list), &help);
    fs::write(stamp, wanted).unwrap();
    place.join("bin")
}

/// Returns a Python that both lines of ansible-core run on.
fn python() -> String {
    let is_fit = |name: &&str| {
        let version = Command::new(name).arg("--version").output();
        version.is_ok_and(|told| {
            let told = String::from_utf8_lossy(&told.stdout).into_owned();
            told.starts_with("Python 3.11.") || told.starts_with("Python 3.12.")
        })
    };
    let found = ["python3.11", "python3.12", "python3"].into_iter().find(is_fit);
    found.expect("these tests need Python 3.11 or 3.12: type `apt-get install python3 python3-venv`").to_owned()
}

fn run(command: &mut Command, help: &str) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}\n{help}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}:\n{said}\n{help}");
}

/// Makes the others of these tests wait, those of another `cargo test` too.
fn lock(name: &str) -> File {
    fs::create_dir_all(folder()).unwrap();
    let lock = File::create(folder().join(format!("{name}.lock"))).unwrap();
    lock.lock().unwrap();
    lock
}

/// Makes the archive of the collection, with the binaries as they were built for the tests, and returns its path.
pub(crate) fn archive() -> PathBuf {
    let sources = Sources {
        collection: &workspace().join("playbooks/collection"),
        binaries: binaries::folder(),
        workspace: workspace(),
    };
    build::archive(sources, &folder().join("archive"), Compression::fast()).unwrap()
}

/// Installs the archive as anybody does, and returns the folder that `ANSIBLE_COLLECTIONS_PATH` names.
pub(crate) fn collections() -> &'static Path {
    static COLLECTIONS: OnceLock<PathBuf> = OnceLock::new();
    COLLECTIONS.get_or_init(|| {
        let place = folder().join("collections");
        let stamp = folder().join("collections.txt");
        let _locked = lock("collections");
        let made_of = made_of();
        if fs::read_to_string(&stamp).is_ok_and(|before| before == made_of) {
            return place;
        }
        drop(fs::remove_dir_all(&place));
        let galaxy = Core::Newest.programs().join("ansible-galaxy");
        let mut install = Command::new(galaxy);
        install.args(["collection", "install", "--offline", "--force", "-p"]).arg(&place).arg(archive());
        install.env("ANSIBLE_HOME", folder().join("home"));
        run(&mut install, "the archive of the collection is not installed");
        fs::write(stamp, made_of).unwrap();
        place
    })
}

/// Returns everything that the archive is made of, with sizes and times.
fn made_of() -> String {
    let mut files: Vec<PathBuf> = build::binaries().map(|name| binaries::folder().join(name)).collect();
    walk(&workspace().join("playbooks/collection"), &mut files);
    files.sort();
    let describe = |path: &PathBuf| {
        let about = fs::symlink_metadata(path).unwrap();
        let changed = about.modified().unwrap().duration_since(UNIX_EPOCH).unwrap();
        format!("{} {} {}\n", path.display(), about.len(), changed.as_nanos())
    };
    files.iter().map(describe).collect()
}

fn walk(directory: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap().flatten() {
        let path = entry.path();
        if entry.file_type().unwrap().is_dir() { walk(&path, files) } else { files.push(path) }
    }
}
