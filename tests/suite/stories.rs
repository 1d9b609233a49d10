//! Every story below `tests/stories/` plays as it is written. `UPDATE_EXPECT=1` writes them anew.
#![expect(clippy::disallowed_methods, reason = "the stories lie in the source tree")]

use std::path::Path;

use phoenix_tests::story;

/// A story is short enough to be reviewed.
const LONGEST: usize = 60;

#[test]
fn every_story_plays_as_it_is_written() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("stories");
    let stories = story::all_below(&folder);
    assert!(stories.len() >= 10, "only {} stories were found below {}", stories.len(), folder.display());
    let mut wrong = Vec::new();
    for path in stories {
        let written = std::fs::read_to_string(&path).unwrap();
        let played = story::play(&written);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, &played).unwrap();
        } else if played != written {
            wrong.push(format!("--- {}\n{}", path.display(), difference(&written, &played)));
        }
        let length = played.lines().count();
        assert!(length <= LONGEST, "{} is {length} lines long, at most {LONGEST} can be reviewed", path.display());
    }
    assert!(wrong.is_empty(), "stories play otherwise than they are written:\n{}", wrong.join("\n"));
}

fn difference(written: &str, played: &str) -> String {
    let mut lines = Vec::new();
    let (written, played): (Vec<&str>, Vec<&str>) = (written.lines().collect(), played.lines().collect());
    for index in 0..written.len().max(played.len()) {
        let (old, new) = (written.get(index), played.get(index));
        if old != new {
            lines.extend(old.map(|line| format!("{:3} - {line}", index + 1)));
            lines.extend(new.map(|line| format!("{:3} + {line}", index + 1)));
        }
    }
    lines.join("\n")
}
