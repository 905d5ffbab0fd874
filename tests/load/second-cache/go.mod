module second-cache

go 1.22
