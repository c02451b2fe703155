package model

// MaxPaging bounds a page.
const MaxPaging = 100

// Paging asks for one page of a list in the order of ids, which is that of time.
type Paging struct {
	Limit         int  // 1 to MaxPaging
	OldestFirst   bool // else the newest is first
	After, Before ID   // the page that stands behind, or ahead of, this one; at most one of them
}

// Check refuses what is no page.
func (p Paging) Check() error {
	if p.Limit < 1 || p.Limit > MaxPaging {
		return Refuse("limit", "ask for several pages", "is %d, not 1 to %d", p.Limit, MaxPaging)
	}
	if p.After != "" && p.Before != "" {
		return Refuse("before", "leave one out", "stands beside after")
	}
	return nil
}

// Paged is one page.
type Paged[T any] struct {
	Items         []T
	After, Before ID // with which the next page and the one before are asked for; "" if there is none
}

// OrganizationPage selects a page of organizations of an environment.
type OrganizationPage struct {
	Environment ID
	Text        string   // as in [OrganizationQuery]
	Domains     []string // with one of these; nil for all
	Paging
}

// ConnectionPage selects a page of connections.
type ConnectionPage struct {
	Environment  ID
	Organization ID // "" for all
	Type         string
	Domain       string // of its organization
	Text         string // as in [ConnectionQuery]
	Paging
}
