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
            wrong.push(format!("--- {}\n{}", path.display(), story::difference(&written, &played)));
        }
        let length = played.lines().count();
        assert!(length <= LONGEST, "{} is {length} lines long, at most {LONGEST} can be reviewed", path.display());
    }
    assert!(wrong.is_empty(), "stories play otherwise than they are written:\n{}", wrong.join("\n"));
}
