//! What people wrote, taken from a module's page and its playbook.

use super::COLLECTION;

/// Returns the first paragraphs of a page, those before its first section, on one line each.
pub(super) fn introduction(page: &str) -> Option<Vec<String>> {
    let (_, below_title) = page.split_once("\n\n")?;
    let (introduction, _) = below_title.split_once("\n## ")?;
    let paragraphs = introduction.split("\n\n").map(|paragraph| without_links(&paragraph.replace('\n', " ")));
    let paragraphs: Vec<String> = paragraphs.map(|paragraph| paragraph.trim().to_owned()).collect();
    Some(paragraphs.into_iter().filter(|paragraph| !paragraph.is_empty()).collect())
        .filter(|all: &Vec<_>| !all.is_empty())
}

/// Returns the first clause of an introduction: Ansible wants no full stop behind it.
pub(super) fn short(introduction: &[String]) -> String {
    let first = introduction.first().map_or("", String::as_str);
    let end = [". ", ": "].iter().filter_map(|stop| first.find(stop)).min().unwrap_or(first.len());
    first[..end].trim_end_matches('.').to_owned()
}

/// A link leads nowhere outside of the project: in parentheses it goes, elsewhere its text stays.
fn without_links(text: &str) -> String {
    let Some((before, rest)) = text.split_once('[') else { return text.to_owned() };
    let Some((label, rest)) = rest.split_once("](") else { return text.to_owned() };
    let Some((_, after)) = rest.split_once(')') else { return text.to_owned() };
    match (before.strip_suffix(" ("), after.strip_prefix(')')) {
        (Some(before), Some(after)) => format!("{before}{}", without_links(after)),
        _ => format!("{before}{label}{}", without_links(after)),
    }
}

/// Returns the tasks of a playbook, its modules named in full.
pub(super) fn tasks(playbook: &str) -> Option<String> {
    let (_, tasks) = playbook.split_once("\n  tasks:\n")?;
    let line = |line: &str| {
        let line = line.strip_prefix("    ").unwrap_or(line);
        match line.trim_start().strip_prefix("phoenix_") {
            Some(rest) => format!("{}{COLLECTION}.phoenix_{rest}\n", &line[..line.len() - line.trim_start().len()]),
            None => format!("{line}\n"),
        }
    };
    Some(tasks.lines().map(line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_introduction_has_neither_links_nor_line_ends() {
        let page =
            "# x\n\nKeeps x\nas it is ([decision 1](../a.md)). See\n[the page](b.md).\n\nMore.\n\n## Arguments\n";
        let found = introduction(page).unwrap();
        assert_eq!(found, ["Keeps x as it is. See the page.", "More."]);
        assert_eq!(short(&found), "Keeps x as it is");
        assert_eq!(introduction("# x\n"), None);
    }

    #[test]
    fn tasks_name_their_modules_in_full() {
        let playbook =
            "---\n- hosts: all\n  tasks:\n    - name: A\n      phoenix_zpool:\n        name: b\n\n    - name: C\n";
        assert_eq!(
            tasks(playbook).unwrap(),
            "- name: A\n  thinkheads.phoenix.phoenix_zpool:\n    name: b\n\n- name: C\n"
        );
    }
}
