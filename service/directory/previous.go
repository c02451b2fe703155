package directory

import (
	"bytes"
	"encoding/json"

	"gatehouse/model"
)

// seen is what apps see of an entry: the names at the root, and those in custom_attributes and raw_attributes.
type seen struct{ root, custom, raw map[string]json.RawMessage }

// previousOf is what an entry was before in what apps see change of it, in the words of the API. What was not there
// before is null.
func previousOf(was, is model.DirectoryEntry) (map[string]any, error) {
	before, err := seenOf(was)
	if err != nil {
		return nil, err
	}
	after, err := seenOf(is)
	if err != nil {
		return nil, err
	}
	previous := changedRoots(before.root, after.root)
	if custom := changedRoots(before.custom, after.custom); len(custom) > 0 {
		previous["custom_attributes"] = custom
	}
	if raw := changedRoots(before.raw, after.raw); len(raw) > 0 {
		previous["raw_attributes"] = raw
	}
	return previous, nil
}

func seenOf(e model.DirectoryEntry) (s seen, err error) {
	s.root = map[string]json.RawMessage{}
	if len(e.Attributes) > 0 {
		if err := json.Unmarshal(e.Attributes, &s.root); err != nil {
			return s, err
		}
	}
	if custom := s.root["custom"]; custom != nil {
		if err := json.Unmarshal(custom, &s.custom); err != nil {
			return s, err
		}
	}
	if _, hidden := s.root["raw_hidden"]; !hidden {
		if err := json.Unmarshal(e.Resource, &s.raw); err != nil {
			return s, err
		}
	}
	delete(s.root, "custom")
	delete(s.root, "raw_hidden")
	if s.root["idp_id"], err = json.Marshal(e.IdPID()); err != nil {
		return s, err
	}
	if e.Kind == model.GroupEntry {
		s.root["name"], err = json.Marshal(e.Name)
		return s, err
	}
	if err := s.mainRole(); err != nil {
		return s, err
	}
	s.root["state"], err = json.Marshal(e.State)
	return s, err
}

// mainRole is the role that apps see beside all roles of a user: the first of them.
func (s seen) mainRole() error {
	var roles []json.RawMessage
	if s.root["roles"] == nil {
		return nil
	}
	if err := json.Unmarshal(s.root["roles"], &roles); err != nil || len(roles) == 0 {
		return err
	}
	s.root["role"] = roles[0]
	return nil
}

func changedRoots(before, after map[string]json.RawMessage) map[string]any {
	previous := map[string]any{}
	for name, old := range before {
		if !bytes.Equal(old, after[name]) {
			previous[name] = old
		}
	}
	for name := range after {
		if _, there := before[name]; !there {
			previous[name] = nil
		}
	}
	return previous
}
