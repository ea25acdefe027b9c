export {
  type CommitteeMember,
  type DrawnStake,
  drawCommittee,
  type GetCommitteeParams,
  getCommittee,
} from './verifyBlock/committee.ts';
export {
  type BlockCheck,
  type BlockEvidence,
  type CheckName,
  judgeBlock,
  verifyBlock,
} from './verifyBlock/verifyBlock.ts';
