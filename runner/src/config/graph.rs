//! What containers need of each other: dependencies and clone sources, and the circles among them.

use std::collections::{BTreeSet, HashMap};

use phoenix_modules::names::Ctid;

use super::finding::Finding;
use super::machines::{Machine, Machines};
use super::{Configuration, Container, Located};

/// How many circles are told; a tangle has more of them than lines, and a person unties one after the other.
const CIRCLES_TOLD: usize = 20;

/// Reports circles and clones of what is not declared; notes what lies outside the files.
pub(super) fn judge(configuration: &mut Configuration, machines: Option<&Machines>, findings: &mut Vec<Finding>) {
    let containers = &configuration.containers;
    let positions: HashMap<Ctid, usize> =
        containers.iter().enumerate().map(|(index, container)| (container.ctid, index)).collect();
    let mut external = BTreeSet::new();
    for container in containers {
        for dependency in container.dependencies.iter().filter(|dependency| !positions.contains_key(&dependency.value))
        {
            external.insert(dependency.value);
            findings.push(outside(dependency, machines));
        }
        let source = container.clone_from.as_ref().filter(|source| !positions.contains_key(&source.value));
        findings.extend(source.map(|source| undeclared_source(container, source)));
    }
    findings.extend(circles(containers, &positions).iter().map(|circle| circle_finding(containers, circle)));
    configuration.external = external.into_iter().collect();
}

/// V-01: it is a virtual machine, as the file of those says, or as is assumed without that file. V-02: it is in no file.
fn outside(dependency: &Located<Ctid>, machines: Option<&Machines>) -> Finding {
    let id = dependency.value;
    let message = match machines.map(|machines| machines.by_id.get(&id)) {
        None => {
            format!("{id} is not a container of this file, so it is taken for a virtual machine that others look after")
        }
        Some(Some(Machine { name, at })) => {
            let name = name.as_ref().map_or(String::new(), |name| format!(" {name}"));
            format!("{id} is the virtual machine{name} ({at}), which others look after")
        }
        Some(None) => {
            let message = format!("{id} is neither a container nor a virtual machine of the files");
            let remedy = "declare it, or correct the dependency; whether the host has it is shown by a check";
            return Finding::warning(dependency.at, &dependency.key, message).rule("V-02").remedy(remedy);
        }
    };
    Finding::info(dependency.at, &dependency.key, message).rule("V-01")
}

fn undeclared_source(container: &Container, source: &Located<Ctid>) -> Finding {
    let message = format!("{} is a clone of {}, which is not declared", container.ctid, source.value);
    Finding::refusal(container.resource(), source.at, &source.key, message)
        .rule("V-04")
        .remedy(format!("declare {}, or correct the clone source", source.value))
}

/// A need of one container: to which it leads, whether by cloning, and where it is written.
struct Edge<'c> {
    to: usize,
    clones: bool,
    written: &'c Located<Ctid>,
}

/// An edge and the container it leaves.
struct Link<'c> {
    from: usize,
    edge: Edge<'c>,
}

fn edges<'c>(container: &'c Container, positions: &HashMap<Ctid, usize>) -> Vec<Edge<'c>> {
    let edge =
        |written: &'c Located<Ctid>, clones| positions.get(&written.value).map(|to| Edge { to: *to, clones, written });
    let dependencies = container.dependencies.iter().filter_map(|written| edge(written, false));
    dependencies.chain(container.clone_from.iter().filter_map(|written| edge(written, true))).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Mark {
    Unseen,
    Underway,
    Finished,
}

/// Returns the first circles, one for each need that closes one; walks without recursion, as chains may be long.
fn circles<'c>(containers: &'c [Container], positions: &HashMap<Ctid, usize>) -> Vec<Vec<Link<'c>>> {
    let mut marks = vec![Mark::Unseen; containers.len()];
    let mut circles = Vec::new();
    for start in 0..containers.len() {
        if marks[start] != Mark::Unseen {
            continue;
        }
        marks[start] = Mark::Underway;
        let mut path = vec![(start, edges(&containers[start], positions), 0)];
        while let Some((here, outgoing, next)) = path.last_mut() {
            if circles.len() == CIRCLES_TOLD {
                return circles;
            }
            let Some(edge) = outgoing.get(*next) else {
                marks[*here] = Mark::Finished;
                path.pop();
                continue;
            };
            *next += 1;
            let to = edge.to;
            match marks[to] {
                Mark::Finished => {}
                Mark::Underway => circles.push(circle(&path, to)),
                Mark::Unseen => {
                    marks[to] = Mark::Underway;
                    path.push((to, edges(&containers[to], positions), 0));
                }
            }
        }
    }
    circles
}

/// Returns the links from `first` along the path to its end, which leads back to `first`.
fn circle<'c>(path: &[(usize, Vec<Edge<'c>>, usize)], first: usize) -> Vec<Link<'c>> {
    let link = |(from, outgoing, next): &(usize, Vec<Edge<'c>>, usize)| {
        let Edge { to, clones, written } = outgoing[next - 1];
        Link { from: *from, edge: Edge { to, clones, written } }
    };
    path.iter().skip_while(|(from, _, _)| *from != first).map(link).collect()
}

fn circle_finding(containers: &[Container], circle: &[Link<'_>]) -> Finding {
    let told: Vec<String> = circle.iter().map(|link| tell(containers, link)).collect();
    let first = circle.first().expect("a circle has at least one link").edge.written;
    Finding::error(first.at, &first.key, format!("containers need each other in a circle: {}", told.join(", ")))
        .rule("V-03")
        .remedy("remove one of these lines")
}

fn tell(containers: &[Container], link: &Link<'_>) -> String {
    let verb = if link.edge.clones { "is a clone of" } else { "depends on" };
    let (from, to) = (containers[link.from].ctid, containers[link.edge.to].ctid);
    format!("{from} {verb} {to} ({})", link.edge.written.at)
}

#[cfg(test)]
mod tests {
    use crate::config::{Configuration, Finding, Machines, Severity, read};

    fn file(containers: &str) -> Result<Configuration, Vec<Finding>> {
        read(b"{}", format!("{{\"lxc_configs\": {{\n{containers}}}}}").as_bytes())
    }

    fn by_rule<'f>(findings: &'f [Finding], rule: &str) -> Vec<&'f Finding> {
        findings.iter().filter(|finding| finding.rule == Some(rule)).collect()
    }

    #[test]
    fn a_circle_is_told_with_all_its_lines() {
        let findings = file(
            "\"101\": {\"dependencies\": [\"102\"]},\n\"102\": {\"clone_from_ctid\": \"103\"},\n\"103\": {\"dependencies\": [\"101\"]}",
        )
        .unwrap_err();
        let circles = by_rule(&findings, "V-03");
        assert_eq!(circles.len(), 1);
        let told = "101 depends on 102 (lxc:2), 102 is a clone of 103 (lxc:3), 103 depends on 101 (lxc:4)";
        assert!(circles[0].message.ends_with(told), "{}", circles[0]);
    }

    #[test]
    fn a_container_that_needs_itself_is_a_circle() {
        let findings = file("\"101\": {\"dependencies\": [101]}").unwrap_err();
        assert!(by_rule(&findings, "V-03")[0].message.ends_with("101 depends on 101 (lxc:2)"));
    }

    #[test]
    fn only_the_circle_is_told_not_the_way_to_it() {
        let findings = file("\"101\": {\"dependencies\": [102]}, \"102\": {\"dependencies\": [103]}, \"103\": {\"dependencies\": [102]}").unwrap_err();
        assert!(!by_rule(&findings, "V-03")[0].message.contains("101"));
    }

    #[test]
    fn two_ways_to_one_container_are_no_circle() {
        assert!(
            file("\"101\": {\"dependencies\": [102, 103]}, \"102\": {\"dependencies\": [103]}, \"103\": {}").is_ok()
        );
    }

    #[test]
    fn a_chain_of_50_000_needs_no_stack() {
        let containers: Vec<String> =
            (100..50_100).map(|id| format!("\"{id}\": {{\"dependencies\": [{}]}}", id + 1)).collect();
        assert_eq!(file(&containers.join(",")).unwrap().external.len(), 1);
    }

    #[test]
    fn a_tangle_ends_after_a_few_circles() {
        let all: Vec<String> = (100..300).map(|id| id.to_string()).collect();
        let containers: Vec<String> =
            all.iter().map(|id| format!("\"{id}\": {{\"dependencies\": [{}]}}", all.join(","))).collect();
        assert_eq!(by_rule(&file(&containers.join(",")).unwrap_err(), "V-03").len(), 20);
    }

    #[test]
    fn a_dependency_outside_the_files_is_external() {
        let configuration =
            file("\"101\": {\"dependencies\": [\"1002\", \"102\"]}, \"102\": {\"dependencies\": [\"1002\"]}").unwrap();
        assert_eq!(configuration.external.iter().map(|id| id.number()).collect::<Vec<_>>(), [1002]);
        assert_eq!(by_rule(&configuration.findings, "V-01").len(), 2);
    }

    #[test]
    fn a_third_file_tells_what_a_dependency_is() {
        let machines = Machines::read(b"{\"vms\": [{\"vmid\": 1002, \"name\": \"drone\"}]}").unwrap();
        let lxc = "{\"lxc_configs\": {\"101\": {\"dependencies\": [\"1002\", \"1003\"]}}}";
        let configuration = crate::config::read_beside(b"{}", lxc.as_bytes(), Some(&machines)).unwrap();
        let [known] = by_rule(&configuration.findings, "V-01")[..] else { panic!("one is known") };
        assert_eq!(known.message, "1002 is the virtual machine drone (vm:1), which others look after");
        let [unknown] = by_rule(&configuration.findings, "V-02")[..] else { panic!("one is not") };
        assert_eq!((unknown.severity, unknown.key.as_str()), (Severity::Warning, "lxc_configs.101.dependencies[1]"));
        assert_eq!(configuration.external.len(), 2);
    }

    #[test]
    fn a_clone_of_what_is_not_declared_is_refused_alone() {
        let configuration = file("\"101\": {\"clone_from_ctid\": \"900\"}, \"102\": {}").unwrap();
        let refusal = by_rule(&configuration.findings, "V-04")[0];
        assert_eq!((refusal.severity, refusal.resource.as_deref()), (Severity::Refuse, Some("lxc/101")));
    }
}
