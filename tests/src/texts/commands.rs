//! What `pct`, `pvesm` and `pvesh` print where the native commands are asked: nothing crashes a reader, and what cannot be
//! read is an error, never something that is not there.

use phoenix_modules::lxc::{self, Lxc};
use phoenix_modules::pvesm::{self, Pvesm};
use phoenix_modules::resource::Resource as _;
use serde_json::{Value, json};

use super::Altered;

/// Splits bytes at each 0x01, into as many answers; those that are not there are empty.
fn answers<const COUNT: usize>(bytes: &[u8]) -> [&[u8]; COUNT] {
    let mut parts = bytes.splitn(COUNT, |byte| *byte == 1);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// `pct config`, `pct pending`, `pct listsnapshot` and what `pct config` said on standard error.
pub(super) fn pct(bytes: &[u8]) {
    let [config, pending, snapshots, said] = answers(bytes);
    let wish = json!({ "ctid": 101, "memory_mb": 400, "hostname": "one", "tags": ["a", "b"], "description": "text" });
    let wish: lxc::Desired = serde_json::from_value(wish).expect("the wish can be read");
    let observed = Altered::with(|host| {
        let host = host.by_commands().answer("pct status", 0, b"status: stopped\n", b"");
        let host = host.answer("pct config", 0, config, said).answer("pct pending", 0, pending, b"");
        Lxc::inspect(std::slice::from_ref(&wish), &host.answer("pct listsnapshot", 0, snapshots, b""))
    });
    match &observed[0] {
        Ok(observed) => {
            assert!(Lxc::describe(observed).exists, "a container that `pct status` knows is there");
            drop(Lxc::compare(&wish, observed));
        }
        Err(error) => assert!(!format!("{error:#}").is_empty()),
    }
}

/// `pvesh get /storage`, `pvesm status` and what `pvesh` said on standard error.
pub(super) fn storages(bytes: &[u8]) {
    let [list, states, said] = answers(bytes);
    let wish = json!({ "storage": "d1", "type": "dir", "path": "/d", "content": ["iso"] });
    let wish: pvesm::Desired = serde_json::from_value(wish).expect("the wish can be read");
    let observed = Altered::with(|host| {
        let host = host.by_commands().answer("pvesh get /storage", 0, list, said);
        Pvesm::inspect(std::slice::from_ref(&wish), &host.answer("pvesm status", 0, states, b""))
    });
    // Bytes that are no text are replaced, in a name or a type that then equals no wish.
    let sections = serde_json::from_str::<Vec<Value>>(&String::from_utf8_lossy(list)).ok();
    let named = |section: &Value| section["storage"].is_string() && section["type"].is_string();
    match (&observed[0], sections) {
        (Ok(observed), Some(sections)) => {
            assert!(sections.iter().all(named), "a storage without a name or a type was passed over");
            let is_there = sections.iter().any(|section| section["storage"] == "d1");
            assert_eq!(Pvesm::describe(observed).exists, is_there);
            drop(Pvesm::compare(&wish, observed));
        }
        (Ok(_), None) => panic!("what is no list of storages was read as one"),
        (Err(error), _) => assert!(!format!("{error:#}").is_empty()),
    }
}
