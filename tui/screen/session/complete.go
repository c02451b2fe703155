package session

import "gatehouse/tui/screen"

// present lists what the rows that were read hold in a field, the most frequent
// first.
func (s *sessions) present(field string) []string {
	var values []string
	for i := range s.list.Len() {
		x, ok := s.list.At(i)
		if !ok {
			continue
		}
		switch field {
		case "error":
			values = append(values, string(x.Cause))
		case "org":
			values = append(values, s.Names.Of(x.OrganizationID))
		case "conn":
			values = append(values, s.Names.Of(x.ConnectionID))
		case "user":
			values = append(values, x.Email)
		}
	}
	return screen.Frequent(values)
}
