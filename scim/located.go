package scim

import "strings"

// Located is a value of a resource, and the path that leads to it.
type Located struct {
	Path  string
	Value any
}

// Locate lists what a resource has with the paths that lead there, in their order and so many at most: each value,
// each list as a whole, and of a list whose values have a type those of the first of each type.
func (r Resource) Locate(most int) []Located {
	l := locating{resource: r, most: most}
	for _, key := range sorted(r) {
		inner, isObject := r[key].(map[string]any)
		if isObject && strings.HasPrefix(foldName(key), "urn:") {
			l.object(key+":", inner)
		} else {
			l.value(key, r[key])
		}
	}
	return l.all
}

type locating struct {
	resource Resource
	most     int
	all      []Located
}

// add notes a path, if it leads to something: a name that no path can have leads nowhere.
func (l *locating) add(path string) {
	if len(l.all) >= l.most {
		return
	}
	p, err := ParsePath(path)
	if err != nil {
		return
	}
	if v := l.resource.Value(p); v != nil {
		l.all = append(l.all, Located{p.String(), v})
	}
}

func (l *locating) object(prefix string, object map[string]any) {
	for _, key := range sorted(object) {
		l.value(prefix+key, object[key])
	}
}

func (l *locating) value(path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		l.object(path+".", v)
	case []any:
		l.add(path)
		l.typed(path, v)
	default:
		l.add(path)
	}
}

// typed lists what the values of a list have that are for something. Within objects a path takes no condition.
func (l *locating) typed(path string, list []any) {
	seen := map[string]bool{}
	for _, element := range list {
		object, _ := element.(map[string]any)
		kind, _ := object["type"].(string)
		if kind == "" || seen[kind] {
			continue
		}
		seen[kind] = true
		is := &comparison{path: Path{Attr: "type"}, op: "eq", value: kind}
		for _, key := range sorted(object) {
			if key != "type" {
				l.add(path + "[" + (&Filter{root: is}).String() + "]." + key)
			}
		}
	}
}
