//! Every text that is read or edited, by the laws of `phoenix_tests::texts`: over the fuzzer's corpus, and over bytes that
//! hosts were seen to hold and nobody wishes.
#![expect(clippy::disallowed_methods, reason = "the corpus lies in the source tree")]

use std::collections::BTreeSet;
use std::fs;

use phoenix_modules::command::{zfs_get, zpool_status};
use phoenix_modules::host::Probe as _;
use phoenix_modules::names::DatasetName;
use phoenix_modules::zfs_dataset::text::parse_get;
use phoenix_modules::zpool::text::{Vdev, parse_status};
use phoenix_tests::SimHost;
use phoenix_tests::texts::{LAWS, hold};
use proptest::prelude::*;

use crate::house::{complain, read, root};

const CORPUS: &str = "tests/fuzz/corpus";

fn inputs(name: &str) -> Vec<(String, Vec<u8>)> {
    let directory = root().join(CORPUS).join(name);
    let files = fs::read_dir(&directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    let mut inputs: Vec<(String, Vec<u8>)> = files
        .map(|file| file.expect("a folder of files").path())
        .map(|path| (path.display().to_string(), fs::read(&path).expect("an input")))
        .collect();
    inputs.sort();
    inputs
}

/// Holds one input to its law; returns a sentence that names the input where it breaks it.
fn replay(name: &str, input: &str, bytes: &[u8]) -> Option<String> {
    let held = std::panic::catch_unwind(|| hold(name, bytes));
    held.is_err().then(|| format!("the law {name} is broken by {input}"))
}

#[test]
fn every_input_of_the_corpus_keeps_its_law() {
    let mut broken = Vec::new();
    for (name, _) in LAWS {
        let inputs = inputs(name);
        assert!(!inputs.is_empty(), "{CORPUS}/{name} is empty");
        broken.extend(inputs.iter().filter_map(|(input, bytes)| replay(name, input, bytes)));
    }
    complain(&broken);
}

#[test]
fn every_law_is_a_target_of_the_fuzzer() {
    let laws: BTreeSet<String> = LAWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let package = read("tests/fuzz/Cargo.toml");
    let targets = package.split("[[bin]]").skip(1).filter_map(|bin| bin.split('"').nth(1));
    assert_eq!(targets.map(str::to_owned).collect::<BTreeSet<_>>(), laws, "tests/fuzz/Cargo.toml");
    let folders = fs::read_dir(root().join(CORPUS)).expect("the corpus");
    let folders = folders.map(|folder| folder.expect("a folder").file_name().to_string_lossy().into_owned());
    assert_eq!(folders.collect::<BTreeSet<_>>(), laws, "{CORPUS}");
}

/// Returns a text in the ways that files come to be odd, each with a word for it.
fn spoilt(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let half = bytes.len() / 2;
    let middle = |between: &[u8]| [&bytes[..half], between, &bytes[half..]].concat();
    vec![
        ("nothing", Vec::new()),
        ("cut in the middle", bytes[..half].to_vec()),
        ("without its last line end", text.trim_end_matches('\n').as_bytes().to_vec()),
        ("with DOS line ends", text.replace('\n', "\r\n").into_bytes()),
        ("with old Mac line ends", text.replace('\n', "\r").into_bytes()),
        ("with a byte order mark", [b"\xef\xbb\xbf", bytes].concat()),
        ("with bytes that are not UTF-8", middle(b"\xff\xfe\xc3")),
        ("with zero bytes", middle(b"\0\0")),
        ("with other white space", middle("\u{a0}\u{85}\u{2028}\x0b\x0c".as_bytes())),
        ("twice", [bytes, b"\n", bytes].concat()),
        ("with a name of 255 bytes", middle(&[b'x'; 255])),
        ("with 200 lines more", middle("x: y\n".repeat(200).as_bytes())),
        ("all zero bytes", vec![0; 4096]),
    ]
}

#[test]
fn spoilt_files_keep_their_laws() {
    let mut broken = Vec::new();
    for (name, _) in LAWS {
        for (input, bytes) in inputs(name) {
            let spoilt = spoilt(&bytes).into_iter();
            broken.extend(spoilt.filter_map(|(how, bytes)| replay(name, &format!("{input} {how}"), &bytes)));
        }
    }
    complain(&broken);
}

/// Of 1 MiB: one line, and many.
#[test]
fn large_files_keep_their_laws() {
    const SIZE: usize = 1 << 20;
    let mut broken = Vec::new();
    for (name, _) in LAWS.iter().filter(|(name, _)| !name.starts_with("firewall")) {
        let (_, bytes) = inputs(name).swap_remove(0);
        let bytes = [&bytes[..], b"\n"].concat();
        let often = bytes.repeat(SIZE / bytes.len());
        let large = [("one line of 1 MiB", vec![b'a'; SIZE]), ("1 MiB of its first input", often)];
        broken.extend(large.iter().filter_map(|(input, bytes)| replay(name, input, bytes)));
    }
    complain(&broken);
}

/// The lines of every input of a law.
fn lines_of(name: &str) -> Vec<String> {
    let texts = inputs(name).into_iter().map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned());
    texts.flat_map(|text| text.split_inclusive('\n').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// A text of lines that real writers and people write, in any order and number, now and then with another end.
fn mixed() -> impl Strategy<Value = (&'static str, String)> {
    let law = proptest::sample::select(LAWS);
    law.prop_flat_map(|(name, _)| {
        let line = proptest::sample::select(lines_of(name));
        let end = prop_oneof![8 => Just(""), 1 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\u{fc}"), 1 => Just("\t")];
        let text = proptest::collection::vec((line, end), 0..24)
            .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect::<String>());
        (Just(name), text)
    })
}

proptest! {
    #![proptest_config(crate::over(400))]

    #[test]
    fn mixed_lines_keep_their_laws((name, text) in mixed()) {
        hold(name, text.as_bytes());
    }
}

proptest! {
    #![proptest_config(crate::over(32))]

    /// What `zpool status` tells of a pool is what it was made of.
    #[test]
    fn a_pool_is_read_as_it_was_made(layout in 0..4_usize, count in 1..=6_usize) {
        let (word, least) = [("single", 1), ("mirror", 2), ("raidz1", 2), ("raidz2", 3)][layout];
        let disks: Vec<String> = (0..count.max(least)).map(|number| format!("/dev/disk/by-id/ata-{number}")).collect();
        let names: Vec<&str> = disks.iter().map(String::as_str).collect();
        let host = SimHost::blank().with_pool_of("cold", word, &names);
        let pools = parse_status(&host.query(&zpool_status()).unwrap()).unwrap();
        let data: Vec<&Vdev> = pools[0].data().collect();
        let expected = if word == "single" { "" } else { word };
        prop_assert!(data.iter().all(|vdev| vdev.layout == expected), "{:?}", pools);
        prop_assert_eq!(pools[0].disks().count(), disks.len());
        for (disk, name) in pools[0].disks().zip(&disks) {
            prop_assert!(disk.shown.starts_with(name.as_str()), "{:?}", pools);
        }
    }

    /// A user property's value may hold anything that can be typed: tabs, line ends, the beginning of another record.
    #[test]
    fn a_value_of_zfs_comes_back_whole(value in "[ -~\t\nü]{0,40}", other in "[a-z]{1,8}") {
        let host = SimHost::blank().with_pool("tank").with_dataset("tank/data", &[("phoenix:a", &value), ("phoenix:b", &other)]);
        let asked: BTreeSet<DatasetName> = ["tank", "tank/data"].iter().map(|name| name.parse().unwrap()).collect();
        let reading = parse_get(&host.query(&zfs_get(&asked)).unwrap(), &asked);
        let properties = reading.of(&"tank/data".parse().unwrap()).unwrap().unwrap();
        prop_assert_eq!(&properties["phoenix:a"].text, &value);
        prop_assert_eq!(&properties["phoenix:b"].text, &other);
    }
}
