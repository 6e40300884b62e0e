create index trail_of_attempt on trail (attempt_id);
