package scim

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// column is what a column of a file of people means.
type column struct {
	Path  string   // in the resource; "" for what is not one value at one place
	Names []string // by which files call it, folded by columnName
}

// The columns that are not one value at one place.
const (
	emailColumn  = "emails"
	groupsColumn = "groups"
	activeColumn = "active"
	otherColumn  = "" // no column is known by its name
)

// knownColumns are the columns that are understood. Of two columns for one place the first counts that has a value.
var knownColumns = []column{
	{"userName", []string{"username", "userprincipalname", "login", "loginname", "user"}},
	{emailColumn, []string{"email", "emailaddress", "mail", "workemail", "companyemail", "primaryemail", "emailwork"}},
	{"externalId", []string{"externalid", "id", "employeeid", "personid", "personnelnumber", "objectid", "workerid"}},
	{"name.givenName", []string{"firstname", "givenname", "forename", "legalfirstname", "preferredname"}},
	{"name.familyName", []string{"lastname", "surname", "familyname", "legallastname"}},
	{"displayName", []string{"name", "displayname", "fullname", "employeename"}},
	{"title", []string{"title", "jobtitle", "position", "employeetitle", "jobposition"}},
	{"userType", []string{"usertype", "employeetype", "employmenttype", "workertype", "contracttype"}},
	{URNEnterprise + ":employeeNumber", []string{"employeenumber", "employeeno"}},
	{URNEnterprise + ":department", []string{"department", "departmentname", "dept"}},
	{URNEnterprise + ":division", []string{"division", "businessunit"}},
	{URNEnterprise + ":costCenter", []string{"costcenter", "costcentre", "costcenterid"}},
	{URNEnterprise + ":organization", []string{"organization", "organisation", "company", "companyname"}},
	{URNEnterprise + ":manager", []string{"manager", "manageremail", "supervisor", "supervisoremail", "reportsto"}},
	{groupsColumn, []string{"groups", "group", "teams", "team", "memberof"}},
	{activeColumn, []string{"active", "status", "enabled", "accountenabled", "employmentstatus", "suspended"}},
}

// columnName is the name of a column without what differs from file to file: Google's `Email Address [Required]` is
// "emailaddress".
func columnName(given string) string {
	given, _, _ = strings.Cut(given, "[")
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" _-./", r) {
			return -1
		}
		return r
	}, strings.ToLower(strings.TrimSpace(given)))
}

// attributeName makes the name of an attribute of that of a column: letters and digits of ASCII, with _ between words.
func attributeName(title string, i int) string {
	title, _, _ = strings.Cut(title, "[") // as in `Org Unit Path [Required]`
	words := strings.FieldsFunc(title, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9')
	})
	name := strings.Join(words, "_")
	if name == "" || name[0] <= '9' {
		return strings.TrimSuffix(fmt.Sprintf("column_%d_%s", i+1, name), "_")
	}
	return name
}

// fileColumn is a column of one file.
type fileColumn struct {
	path  string // of [knownColumns]; otherColumn for one that is not known
	title string // as the file has it
	name  string // of the attribute that it becomes, if it is not known
}

// columns are those of one file, from the left.
type columns []fileColumn

func columnsOf(names []string) (all columns, err error) {
	if len(names) > maxColumns {
		return nil, &FileError{[]string{fmt.Sprintf("There are %d columns, and at most %d are taken.", len(names),
			maxColumns)}}
	}
	for i, name := range names {
		at := slices.IndexFunc(knownColumns, func(c column) bool { return slices.Contains(c.Names, columnName(name)) })
		c := fileColumn{otherColumn, strings.TrimSpace(name), attributeName(name, i)}
		if at >= 0 {
			c.path = knownColumns[at].Path
		}
		all = append(all, c)
	}
	if !all.has("userName") && !all.has(emailColumn) {
		return nil, &FileError{[]string{"The first line has to name the columns, and one of them has to be “email” " +
			"or “username”."}}
	}
	return all, nil
}

func (c columns) has(path string) bool {
	return slices.ContainsFunc(c, func(one fileColumn) bool { return one.path == path })
}

// person is what a line says.
func (c columns) person(line int, fields []string) (Person, error) {
	p := Person{Line: line, Resource: Resource{"active": true}}
	other := map[string]any{}
	for i, text := range fields {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		switch at := c[i]; at.path {
		case otherColumn:
			if at.title != "" {
				other[at.name] = text
			}
		case groupsColumn:
			p.Groups = append(p.Groups, groupsIn(text)...)
		case activeColumn:
			active, err := isActive(at.title, text)
			if err != nil {
				return p, err
			}
			p.Resource["active"] = active
		case emailColumn:
			if !strings.Contains(text, "@") {
				return p, fmt.Errorf("%q is no email address", text)
			}
			p.Resource.put("emails", []any{map[string]any{"value": text, "type": "work", "primary": true}})
		default:
			p.Resource.put(at.path, text)
		}
	}
	if len(other) > 0 {
		p.Resource[columnsExtension] = other
	}
	return p, p.complete()
}

// complete names the user by their address where the file has no user names.
func (p *Person) complete() error {
	if len(p.Groups) > maxGroupsOfOne {
		return fmt.Errorf("there are %d groups, and at most %d are taken for one person", len(p.Groups), maxGroupsOfOne)
	}
	if p.Resource["userName"] != nil {
		return nil
	}
	if p.Resource["emails"] == nil {
		return errors.New("there is neither an email address nor a user name")
	}
	p.Resource["userName"] = p.Resource.Text(`emails.value`)
	return nil
}

// put sets a value at a path of one of the columns, unless there is one.
func (r Resource) put(path string, value any) {
	under := map[string]any(r)
	name := path
	if last, inside := strings.CutPrefix(path, URNEnterprise+":"); inside {
		under, name = r.under(URNEnterprise), last
	} else if first, last, inside := strings.Cut(path, "."); inside {
		under, name = r.under(first), last
	}
	if under[name] == nil {
		under[name] = value
	}
}

// under is the object of a name at the root, made if it is not there.
func (r Resource) under(name string) map[string]any {
	m, there := r[name].(map[string]any)
	if !there {
		m = map[string]any{}
		r[name] = m
	}
	return m
}

// groupsIn are the groups that stand in one value, with semicolons or bars between them.
func groupsIn(text string) (all []string) {
	for name := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ';' || r == '|' }) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// isActive reads whether somebody may come in. A column “suspended” says the opposite.
func isActive(title, text string) (bool, error) {
	word := strings.ToLower(text)
	yes := slices.Contains([]string{"true", "yes", "y", "1", "active", "enabled", "employed", "current",
		"on leave"}, word)
	no := slices.Contains([]string{"false", "no", "n", "0", "inactive", "disabled", "suspended", "terminated", "left",
		"deactivated", "archived", "former"}, word)
	if !yes && !no {
		return false, fmt.Errorf("%q in the column “%s” is neither “active” nor “inactive”", text, title)
	}
	return yes != (columnName(title) == "suspended"), nil
}
