package api

import (
	"encoding/json"

	"gatehouse/model"
)

// DirectoryMap is the attribute map of a directory, with what it makes of a user.
type DirectoryMap struct {
	DirectoryID model.ID          `json:"directory_id"`
	UserID      model.ID          `json:"user_id,omitempty"`
	Attributes  []MappedAttribute `json:"attributes"`
}

// MappedAttribute is an attribute that apps see in custom_attributes. What has no value is null.
type MappedAttribute struct {
	Name        string          `json:"name"`
	Description string          `json:"description,omitempty"`
	Predefined  bool            `json:"predefined"`
	Required    bool            `json:"required"`
	Path        string          `json:"path"`
	Value       json.RawMessage `json:"value"`
}

// DirectoryMapOf tells of a map.
func DirectoryMapOf(directory model.ID, m model.DirectoryMap) DirectoryMap {
	told := DirectoryMap{directory, m.User, []MappedAttribute{}}
	for _, a := range m.Attributes {
		told.Attributes = append(told.Attributes, MappedAttribute(a))
	}
	return told
}

// DirectoryPath is a path that leads to a value of a user.
type DirectoryPath struct {
	Path  string          `json:"path"`
	Value json.RawMessage `json:"value"`
}

// DirectoryPathOf tells of a path.
func DirectoryPathOf(p model.PathValue) DirectoryPath { return DirectoryPath(p) }
