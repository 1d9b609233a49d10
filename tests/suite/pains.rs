//! The pains that users of other tools told of, each with a test that our user does not have it.
//!
//! `pains/table.rs` lists them; `docs/pains.md` is written from it (`UPDATE_EXPECT=1`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use phoenix_modules::plan::Refusal;
use phoenix_modules::protocol::{ResourceReply, Verdict};
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use serde_json::{Value, json};

mod check_mode;
mod containers;
mod datasets;
mod firewalls;
mod life;
mod runs;
mod speed;
mod storages;
mod table;

use table::{Held, PAINS, Pain};

/// Where the tests stand, a file for each part of the table.
const FILES: [&str; 8] = ["check_mode", "containers", "life", "datasets", "storages", "firewalls", "runs", "speed"];

const PAGE: &str = "docs/pains.md";

/// Asks a module about one resource, allowing everything but a lock-out unless the wish says what is allowed.
fn ask(host: &SimHost, module: &str, wish: &Value, mode: Mode) -> ResourceReply {
    let mut wish = wish.as_object().unwrap().clone();
    wish.entry("allow").or_insert_with(|| json!(["all"]));
    let mut reply = call(host, module, &wish, mode);
    assert_eq!(reply.resources.len(), 1, "{:?}", reply.msg);
    reply.resources.remove(0)
}

fn check(host: &SimHost, module: &str, wish: &Value) -> ResourceReply {
    ask(host, module, wish, Mode::Check)
}

/// Converges; what was typed is in the host's record.
fn converge(host: &SimHost, module: &str, wish: &Value) -> ResourceReply {
    host.forget_commands();
    ask(host, module, wish, Mode::Converge)
}

fn assert_in_sync(host: &SimHost, module: &str, wish: &Value) {
    let reply = check(host, module, wish);
    assert_eq!(reply.verdict, Verdict::InSync, "{reply:?}");
    assert_eq!(reply.steps.len(), 0, "{reply:?}");
}

/// Converges and returns what was typed, once that was enough: a second time nothing differs and nothing is typed.
fn settle(host: &SimHost, module: &str, wish: &Value) -> Vec<String> {
    let reply = converge(host, module, wish);
    assert!(matches!(reply.verdict, Verdict::Changed | Verdict::InSync), "{reply:?}");
    let typed = host.mutations();
    let again = converge(host, module, wish);
    assert_eq!((again.verdict, host.mutations()), (Verdict::InSync, Vec::new()), "{again:?}");
    typed
}

/// Converges and returns why not all of it could be done; what stands in the way is not touched.
fn refused(host: &SimHost, module: &str, wish: &Value) -> Refusal {
    let mut reply = converge(host, module, wish);
    assert_eq!(reply.verdict, Verdict::Refused, "{reply:?}");
    reply.refusals.remove(0)
}

/// The host with the pool tank, the storage disks on it, and these further lines in the file of container 101.
fn with_web(lines: &str) -> SimHost {
    let config = "arch: amd64\nhostname: web\nmemory: 512\nostype: debian\nrootfs: disks:subvol-101-disk-0,size=8G\n\
                  swap: 512\nunprivileged: 1\n";
    with_disks()
        .with_dataset("tank/disks/subvol-101-disk-0", &[("refquota", "8G")])
        .with_container("101", &format!("{config}{lines}"))
}

fn with_disks() -> SimHost {
    let host = SimHost::blank().with_pool("tank").with_dataset("tank/disks", &[]);
    let host = host.with_storage("zfspool: disks\n\tpool tank/disks\n\tcontent rootdir,images");
    host.with_file("/var/lib/vz/template/cache/debian.tar.zst", "a template")
}

fn with_storage_cfg(text: &str) -> SimHost {
    SimHost::blank().with_pool("tank").with_file("/etc/pve/storage.cfg", text)
}

fn file_of(host: &SimHost, path: &str) -> String {
    host.world().read(path).unwrap_or_default()
}

/// Everything of the host that a command could have changed.
fn picture(host: &SimHost) -> (String, BTreeMap<PathBuf, Option<Vec<u8>>>) {
    let world = host.world();
    (format!("{:?}", world.state), world.files.contents(Path::new("/")))
}

#[expect(clippy::disallowed_methods, reason = "the tests' own source")]
fn tests_there_are() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in FILES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("suite/pains/{file}.rs"));
        let text = std::fs::read_to_string(&path).unwrap();
        let after = text.split("#[test]\nfn ").skip(1);
        names.extend(after.filter_map(|rest| rest.split_once('(')).map(|(name, _)| name.to_owned()));
    }
    names
}

#[test]
fn every_pain_has_a_test_of_its_own_or_a_reason() {
    let mut tests = tests_there_are();
    let mut missing = Vec::new();
    for Pain { held, pain, .. } in PAINS {
        match held {
            Held::By(name) if tests.remove(*name) => {}
            Held::By(name) => missing.push(format!("{pain}: there is no test {name}, or two rows name it")),
            Held::Later(reason) => assert!(!reason.is_empty(), "{pain}: later, and why is not said"),
        }
    }
    missing.extend(tests.into_iter().map(|name| format!("the table does not list {name}")));
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    let later = PAINS.iter().filter(|pain| matches!(pain.held, Held::Later(_))).count();
    assert!(later * 10 < PAINS.len(), "{later} of {} are put off", PAINS.len());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the page lies in the source tree")]
fn the_page_is_what_the_table_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(PAGE);
    let page = table::page();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "{PAGE} is not what the table says; UPDATE_EXPECT=1 writes it");
}
