// Package organization is the place of organizations: their list, the page of one, its
// domains, and the forms that change it.
package organization
