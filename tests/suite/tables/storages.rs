//! Options of storages.

use phoenix_modules::protocol::Verdict;
use phoenix_run::launcher::Mode;
use phoenix_tests::SimHost;
use phoenix_tests::modules::call;
use proptest::prelude::*;
use serde_json::json;

const STORAGES: &str = include_str!("../../data/storage_types.txt");
const OPTIONS: &str = include_str!("../../data/storage_options.txt");

/// Values that are right for some option of a storage and wrong for most.
const TEXTS: [&str; 29] = [
    "",
    "0",
    "1",
    "yes",
    "maybe",
    "5",
    "70000",
    "-1",
    "raw",
    "iso",
    "iso,backup",
    "images",
    "none",
    "iso,none",
    "foo",
    "pve1",
    "pve1,pve2",
    "-x",
    "keep-last=3",
    "keep-all=1,keep-last=3",
    "keep-best=3",
    "move=10",
    "move=-1",
    "copy=1",
    "8k",
    "5k",
    "/srv/x",
    "aa:bb",
    "text",
];

/// What each type cannot be without, and each option of it.
fn storages() -> Vec<(&'static str, String, Vec<&'static str>)> {
    let mut storages: Vec<(&str, String, Vec<&str>)> = Vec::new();
    for line in STORAGES.lines().filter(|line| !line.starts_with('#')) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [kind, option, need, _] = columns[..] else { panic!("{line}") };
        if option == "content:" {
            storages.push((kind, format!("{kind}: some\n"), Vec::new()));
            continue;
        }
        let storage = storages.last_mut().unwrap();
        storage.2.push(option);
        let value = match option {
            "path" | "export" => "/srv/some",
            "blocksize" => "4k",
            "server" | "portal" => "10.0.0.9",
            _ => "tank",
        };
        if need == "required" {
            storage.1 += &format!("\t{option} {value}\n");
        }
    }
    storages
}

/// The words of an option, and texts that fit others.
fn texts(option: &str) -> Vec<&'static str> {
    let lines = OPTIONS.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let words =
        lines.filter(|columns| columns[0] == option).flat_map(|columns| columns[6].split(',').collect::<Vec<_>>());
    words.filter(|word| !word.contains(['.', '(', '[', '{'])).chain(TEXTS).collect()
}

proptest! {
    #![proptest_config(crate::over(256))]

    #[test]
    fn an_option_of_a_storage_that_is_not_refused_reads_back_as_wished(
        kind in any::<prop::sample::Index>(),
        option in any::<prop::sample::Index>(),
        value in any::<prop::sample::Index>(),
        is_foreign in 0..8,
    ) {
        let storages = storages();
        let (kind, text, own) = kind.get(&storages);
        let (_, _, foreign) = option.get(&storages);
        let option = *option.get(if is_foreign == 0 { foreign } else { own });
        let texts = texts(option);
        let value = *value.get(&texts);
        let host = SimHost::blank().with_storage(text);
        let wish = json!({"storage": "some", "options": {option: value}, "allow": ["all"]});
        let told = call(&host, "phoenix_pvesm", wish.as_object().unwrap(), Mode::Converge);
        let told = &told.resources[0];
        let story = format!("{kind} {option}={value}: {told:?}");
        // Nothing stands behind these storages, so none is active: that is refused beside whatever else there is to say.
        let about_the_option: Vec<_> = told.refusals.iter().filter(|refusal| refusal.property != "active").collect();
        let verdict = match told.verdict {
            Verdict::Refused if about_the_option.is_empty() && told.steps.is_empty() => Verdict::InSync,
            Verdict::Refused if about_the_option.is_empty() => Verdict::Changed,
            verdict => verdict,
        };
        match verdict {
            Verdict::Changed => {
                let again = call(&host, "phoenix_pvesm", wish.as_object().unwrap(), Mode::Converge);
                prop_assert!(again.resources[0].steps.is_empty(), "{}", story);
            }
            Verdict::InSync => {}
            Verdict::Refused => {
                prop_assert!(host.mutations().is_empty(), "{}", story);
                // A secret is refused for being seen; content that the type cannot hold `pvesm` drops, with a warning.
                let why = &about_the_option[0].why;
                if !why.starts_with("a secret") && !why.starts_with("storage does not support content type") {
                    let set = if value.is_empty() { format!("--delete {option}") } else { format!("--{option} {value}") };
                    prop_assert_ne!(host.type_in(&format!("pvesm set some {set}")).status, 0, "{}", story);
                }
            }
            _ => prop_assert!(false, "{}", story),
        }
    }
}
