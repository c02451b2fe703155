package idp

import (
	"fmt"
	"strings"
)

// Person is somebody whom the identity provider provisions.
type Person struct {
	Given, Family string
	Email         string
	Title         string
	Department    string
	Manager       string // address of the first of them all; "" of that one
	ID            string // by which the identity provider knows them
}

var (
	given = []string{"Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Frances", "Ken", "Radia", "Dennis",
		"Jean", "Leslie"}
	family = []string{"Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Allen", "Thompson", "Perlman",
		"Ritchie", "Bartik", "Lamport", "Wing"}
	titles      = []string{"Engineer", "Analyst", "Manager", "Designer"}
	departments = []string{"Engineering", "Finance", "Support", "Sales"}
)

// People are so many in a domain: always the same, and no two of one name for as many as there are names.
func People(n int, domain string) []Person {
	all := make([]Person, n)
	for i := range all {
		p := Person{Given: given[i%len(given)], Family: family[i%len(family)], Title: titles[i%len(titles)],
			Department: departments[i%len(departments)], ID: fmt.Sprintf("person-%04d", i+1)}
		local := strings.ToLower(p.Given + "." + p.Family)
		if again := i / (len(given) * len(family)); again > 0 {
			local += fmt.Sprint(again + 1)
		}
		p.Email = local + "@" + domain
		if i > 0 {
			p.Manager = all[0].Email
		}
		all[i] = p
	}
	return all
}

// Group is one that the identity provider pushes.
type Group struct {
	Name    string
	ID      string
	Members []Person
}

// Groups are so many of people, by what they do; each person is in one, and in that of everybody.
func Groups(n int, people []Person) []Group {
	all := make([]Group, n)
	for i := range all {
		all[i].ID = fmt.Sprintf("group-%04d", i+1)
		switch {
		case i == 0:
			all[i].Name, all[i].Members = "Everybody", people
			continue
		case i <= len(departments):
			all[i].Name = departments[i-1]
		default:
			all[i].Name = fmt.Sprintf("Team %d", i-len(departments))
		}
		for k, p := range people {
			if k%max(1, n-1) == i-1 {
				all[i].Members = append(all[i].Members, p)
			}
		}
	}
	return all
}
